import { randomBytes } from "node:crypto";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { entraIssuer, type Issuer, pseudonymKey } from "../../contracts/index.js";
import { CliFailure } from "../cli-failure.js";
import { pulumi, ROOT } from "../pulumi.js";
import { readStackFile } from "../stack-file.js";
import { stackOf } from "./pull-request.js";
import { configOf, secretsProviderOf } from "./stack-config.js";
import { pullRequestsWithStack } from "./stack-list.js";

/** `pulumi config refresh` on a stack that was made and never deployed. */
const NEVER_DEPLOYED = /no previous deployment/;
const KEY_BYTES = 32;
/** Pulumi reads a date without quotes as a time. */
const QUOTED = { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;

/**
 * Makes the stack of a pull request, or finds it again, with its settings brought up to date. Its secrets are made once:
 * later they come back from its last deployment, encrypted as they are.
 *
 * `stack init --copy-config-from` is not used: it needs dev's stack in the same backend and the right to decrypt dev's
 * secrets, and would give those to every pull request.
 *
 * @param folder private; the stack's file is made there, so that the checkout stays as it is.
 * @returns the environment in which the CLI uses that file.
 */
export async function prepareStack(
  pullRequest: number,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  const stack = stackOf(pullRequest);
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const dev = readStackFile(join(ROOT, "Pulumi.dev.yaml"));
  // Pulumi writes a new stack's file beside the project file that it finds.
  copyFileSync(join(ROOT, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  const own = { ...env, PULUMI_STACK: stack, PULUMI_OPTION_CONFIG_FILE: file };
  const options = { env: own, cwd: folder };
  const exists = (await pullRequestsWithStack(env)).includes(pullRequest) && (await hasConfig());
  if (!exists) await pulumi(["stack", "init", stack, "--secrets-provider", secretsProviderOf(dev)], options);
  const before = readStackFile(file);
  const config = configOf(pullRequest, dev, before, issuersIn(env), new Date());
  writeFileSync(file, stringify({ ...before, config }, QUOTED), { mode: 0o600 });
  if (!("gridwire:secrets" in config)) {
    const path = `gridwire:secrets["${pseudonymKey.name}"]`;
    // By standard input, so that no secret is an argument of a process.
    const input = randomBytes(KEY_BYTES).toString("base64url");
    await pulumi(["config", "set", "--secret", "--path", path], { ...options, stack, input });
  }
  return own;

  /** Brings the file back from the last deployment; a stack that never had one is taken away. */
  async function hasConfig(): Promise<boolean> {
    try {
      await pulumi(["config", "refresh"], { ...options, stack });
      return true;
    } catch (error) {
      if (!(error instanceof CliFailure && NEVER_DEPLOYED.test(error.output))) throw error;
      await pulumi(["stack", "rm", "--yes"], { ...options, stack });
      return false;
    }
  }
}

/** Entra, for the API that bootstrap made for the stacks of pull requests; nobody where the job does not know it. */
const issuersIn = ({ AZURE_TENANT_ID: tenant, API_CLIENT_ID: api }: NodeJS.ProcessEnv): readonly Issuer[] =>
  tenant && api ? [entraIssuer(tenant, api)] : [];
