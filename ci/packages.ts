import * as contracts from "../contracts/index.js";
import { bundle } from "../functions/bundle.js";
import { ENVIRONMENTS } from "../infra/environments.js";
import { Refusal } from "./refusal.js";

/** Hashes of the apps' packages, by app: 64 hexadecimal digits each. */
export type Packages = Readonly<Record<string, string>>;

/** Builds every app and gives the hashes: the same source gives the same, on any machine. */
export async function buildPackages(): Promise<Packages> {
  const exported: readonly unknown[] = Object.values(contracts);
  const apps = exported.filter(isApp).map(({ name }) => name);
  const hashes = await Promise.all(apps.sort().map(async (app) => [app, (await bundle(app)).sha256] as const));
  return Object.fromEntries(hashes);
}

/** What `defineApp` makes. */
function isApp(one: unknown): one is contracts.App {
  return typeof one === "object" && one !== null && "functions" in one && "needs" in one;
}

/**
 * What `--packages` gives.
 *
 * @throws Refusal when it is no such JSON.
 */
export function readPackages(text: string): Packages {
  const expected = 'expected JSON as `ci:deploy` writes it: {"recorder":"<64 hexadecimal digits>", …}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Refusal(`--packages is "${text}": ${expected}`, { cause: error });
  }
  const hashes = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value) : [];
  if (hashes.length === 0 || !hashes.every((hash) => typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash)))
    throw new Refusal(`--packages is "${text}": ${expected}`);
  return value as Packages;
}

/**
 * A stack after the first environment takes only the packages that were deployed, and work, in the one before.
 *
 * @param given by `--packages`; needed for such a stack.
 * @throws Refusal with every app whose package differs.
 */
export function requirePromoted(stack: string, built: Packages, given: Packages | undefined): void {
  const [first, ...later] = ENVIRONMENTS as readonly string[];
  if (given === undefined) {
    if (!later.includes(stack)) return;
    throw new Refusal(
      `Stack ${stack} takes only packages that were deployed to ${first} before: name them by --packages, as ci:deploy of ${first} gives them (packages=…).`,
    );
  }
  const different = differences(built, given);
  if (different.length > 0)
    throw new Refusal(
      `Not the packages that were deployed before, so stack ${stack} does not take them:\n  ${different.join("\n  ")}\nDeploy this commit to ${first} first; the same source gives the same packages.`,
    );
}

/** A line for each app whose hashes differ. */
export function differences(here: Packages, there: Packages): string[] {
  return [...new Set([...Object.keys(here), ...Object.keys(there)])]
    .sort()
    .filter((app) => here[app] !== there[app])
    .map((app) => `${app}: ${short(here[app])} here, ${short(there[app])} there`);
}

const short = (hash: string | undefined): string => (hash === undefined ? "none" : hash.slice(0, 12));
