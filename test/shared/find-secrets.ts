import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { pseudonymKey } from "../../contracts/index.js";
import type { Deployment } from "./deployment.js";

/** What a Flex app's user would call a leak: where it is, and what leaked. */
export interface Found {
  /** How many places were looked at. */
  readonly looked: number;
  readonly leaks: readonly { readonly what: string; readonly where: string }[];
}

/** A token of Entra, wherever it stands. */
const TOKEN = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./;
/** Where secrets belong: readable by their user alone, and by no log. */
const VAULTS =
  /(\.sqlite(-wal|-shm)?|\.key|\/run\.json|\/passphrase|\/pseudonym-key|azure\/storage\/|functions\/.*\/(package|site)\/)/;

/** Looks for the keys of hosts, the vault's secret, logins and tokens in state, outputs, logs, terminal and processes. */
export async function findSecrets(deployment: Deployment, sites: readonly string[]): Promise<Found> {
  const secrets = new Map<string, string>();
  const { home } = deployment.checkout;
  secrets.set(`the secret ${pseudonymKey.name}`, readFileSync(join(home, pseudonymKey.name), "utf8"));
  secrets.set("the passphrase", readFileSync(join(home, "passphrase"), "utf8"));
  secrets.set("the developer's client secret", deployment.azure.environment.AZURE_CLIENT_SECRET ?? "");
  for (const site of sites) {
    const { masterKey, functionKeys } = await deployment.control.keys(site);
    secrets.set(`the master key of ${site}`, masterKey);
    for (const [name, value] of Object.entries(functionKeys)) secrets.set(`the function key ${name} of ${site}`, value);
  }
  const places = new Map<string, string>([
    ["the terminal", deployment.terminal],
    ["the outputs", (await deployment.pulumi("stack", "output", "--json")).output],
    ["the exported state", (await deployment.pulumi("stack", "export")).output],
    ["the list of processes", deployment.processes],
    ...files(home)
      .filter((file) => !VAULTS.test(file))
      .map((file) => [relative(home, file), readFileSync(file, "latin1")] as const),
  ]);
  const leaks = [...places].flatMap(([where, text]) => [
    ...[...secrets]
      .filter(([, value]) => [value, encodeURIComponent(value)].some((form) => text.includes(form)))
      .map(([what]) => ({ what, where })),
    ...(TOKEN.test(text) ? [{ what: "a token", where }] : []),
  ]);
  return { looked: places.size, leaks };
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((entry) => join(folder, entry))
    .filter((path) => statSync(path).isFile());
}
