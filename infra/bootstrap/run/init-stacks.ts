import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { entraIssuer, pseudonymKey } from "../../../contracts/index.js";
import { PULL_REQUESTS } from "../../environments.js";
import { SECRETS } from "../../settings.js";
import type { Place } from "../identities.js";
import type { BootstrapOutputs } from "../outputs.js";
import { backendUrl, type StateNames, secretsProvider } from "../state-names.js";
import { valueIn } from "./encryption.js";
import { restoreEncryption } from "./find-state.js";
import { onceSpread } from "./spreading.js";
import { Stack } from "./stack.js";
import type { Waiting } from "./waiting.js";

const KEY_BYTES = 32;
const ISSUERS = "gridwire:issuers";

export interface InitStacksArgs {
  /** The checkout: the stacks' config files are at its root. */
  readonly root: string;
  readonly places: readonly Place[];
  readonly names: StateNames;
  readonly tenantId: string;
  readonly apis: BootstrapOutputs["apis"];
  readonly env: NodeJS.ProcessEnv;
}

/** The stacks that live as long as their environment does: those of pull requests are made with them. */
export const stacksOf = ({
  root,
  places,
  names,
  env,
}: Pick<InitStacksArgs, "root" | "places" | "names" | "env">): Stack[] =>
  places
    .filter((place) => place !== PULL_REQUESTS)
    .map((place) => new Stack({ name: place, project: root, backendUrl: backendUrl(names, place), env }));

/**
 * Makes the stacks of the environments where they do not exist, each in its own container and with its own key, and
 * gives each a pseudonym key of its own, which nobody has seen, and Entra to trust for its API. A stack that has all
 * this stays as it is.
 *
 * @returns the config files that have changed, to be committed.
 * @throws when a stack has no config file.
 */
export async function initStacks(args: InitStacksArgs, waiting: Waiting): Promise<string[]> {
  const changed: string[] = [];
  for (const stack of stacksOf(args)) {
    const file = stack.configFile;
    if (!existsSync(file)) throw new Error(`there is no ${file}: expected the config of stack ${stack.name}`);
    const before = readFileSync(file, "utf8");
    const provider = secretsProvider(args.names, stack.name);
    const other = valueIn(before, "secretsprovider");
    if (other !== undefined && other !== provider)
      throw new Error(
        `${file}: secretsprovider is ${other}: expected ${provider}; take secretsprovider and encryptedkey out of it for a stack that begins anew`,
      );
    await onceSpread(`making stack ${stack.name}`, () => initStack(stack, provider, args), waiting);
    if (readFileSync(file, "utf8") !== before) changed.push(file);
  }
  return changed;
}

async function initStack(stack: Stack, provider: string, args: InitStacksArgs): Promise<void> {
  if (await stack.exists()) await restoreEncryption(stack);
  else await stack.init(provider);
  await trustEntra(stack, args);
  if (readFileSync(stack.configFile, "utf8").includes(`${pseudonymKey.name}:`)) return;
  // By standard input, so that no secret is an argument of a process.
  const value = randomBytes(KEY_BYTES).toString("base64");
  await stack.pulumi(["config", "set", "--secret", "--path", `${SECRETS}["${pseudonymKey.name}"]`], value);
}

/** Names Entra among the issuers of a stack that names nobody: who has another there knows why. */
async function trustEntra(stack: Stack, { tenantId, apis }: InitStacksArgs): Promise<void> {
  const api = apis[stack.name as Place];
  if (api === undefined || readFileSync(stack.configFile, "utf8").includes(`${ISSUERS}:`)) return;
  await stack.pulumi(issuerArgs(tenantId, api.clientId));
}

/** Arguments of the Pulumi CLI that make Entra the first issuer of a stack, for an API. */
export function issuerArgs(tenantId: string, clientId: string): string[] {
  const { issuer, audiences } = entraIssuer(tenantId, clientId);
  const values = { issuer, ...Object.fromEntries(audiences.map((audience, at) => [`audiences[${at}]`, audience])) };
  const settings = Object.entries(values).map(([path, value]) => `${ISSUERS}[0].${path}=${value}`);
  return ["config", "set-all", "--path", ...settings.flatMap((setting) => ["--plaintext", setting])];
}
