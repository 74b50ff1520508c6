import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { ROOT } from "./pulumi.js";

/** A stack's file as Pulumi writes it: what of it is read here. https://www.pulumi.com/docs/iac/concepts/config/ */
export interface StackFile {
  /** As `stack init --secrets-provider` writes it, e.g. `azurekeyvault://<vault>.vault.azure.net/keys/<key>`. */
  readonly secretsprovider?: string;
  readonly encryptedkey?: string;
  /** There when a passphrase keeps the secrets. */
  readonly encryptionsalt?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Where a stack's file lies; Pulumi's own variable names another place. */
export const stackFileOf = (stack: string, env: NodeJS.ProcessEnv): string =>
  resolve(ROOT, env.PULUMI_OPTION_CONFIG_FILE || `Pulumi.${stack}.yaml`);

/** An empty one when there is none. */
export function readStackFile(path: string): StackFile {
  return existsSync(path) ? ((parse(readFileSync(path, "utf8")) as StackFile | null) ?? {}) : {};
}
