import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseConfig, type StackConfig } from "./config.js";
import { PULL_REQUESTS } from "./environments.js";
import { SECRETS } from "./settings.js";

/** The config of every committed `Pulumi.<stack>.yaml` of a checkout, by stack, without secrets. */
export type StackFiles = Readonly<Record<string, StackConfig>>;

/**
 * Those of pull requests' stacks are never committed, and passed over.
 *
 * @throws one error for the first file that cannot be used, with every wrong, missing and unknown key in it.
 */
export function readStackFiles(root: string): StackFiles {
  const stacks = readdirSync(root)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .filter((stack) => !stack.startsWith(`${PULL_REQUESTS}-`));
  return Object.fromEntries(stacks.sort().map((stack) => [stack, readStackFile(root, stack)]));
}

function readStackFile(root: string, stack: string): StackConfig {
  const file = `Pulumi.${stack}.yaml`;
  try {
    return parseStackFile(readFileSync(join(root, file), "utf8"));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** @param text of a stack's file. Secrets in it stay what they are: encrypted, and nobody's business here. */
export function parseStackFile(text: string): StackConfig {
  const { config } = (parse(text) ?? {}) as { config?: Readonly<Record<string, unknown>> };
  const entries = Object.entries(config ?? {}).filter(([key]) => key !== SECRETS);
  return parseConfig(Object.fromEntries(entries.map(([key, value]) => [key, asGiven(value)])), [], []);
}

/** As the Pulumi CLI hands it to a program: text as it is, and what has a structure as JSON. */
const asGiven = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
