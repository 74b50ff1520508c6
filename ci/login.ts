import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitHubToken, type TokenEndpoint } from "./git-hub-token.js";
import { inPrivateFolder } from "./private-folder.js";

/** GitHub's token lives about five minutes. */
const RENEW_AFTER_MS = 4 * 60_000;

/** Logins with a secret: the SDKs and the backend would take them before the federated one, so it takes them away. */
const WITH_SECRETS = [
  "AZURE_CLIENT_SECRET",
  "AZURE_CLIENT_CERTIFICATE_PATH",
  "AZURE_STORAGE_KEY",
  "AZURE_STORAGE_SAS_TOKEN",
  "ARM_CLIENT_SECRET",
  "ARM_CLIENT_CERTIFICATE_PATH",
] as const;

export interface LoginOptions {
  /** After how many milliseconds GitHub's token is renewed; default 4 minutes. */
  readonly renewAfterMs?: number;
  /** Told when a renewal failed: what is logged in by then goes on, and the next one is due in its time. */
  readonly warn?: (text: string) => void;
}

/**
 * Runs the work in an environment in which all that calls Azure is logged in as the job's own application, by OIDC and
 * without a secret:
 *
 * - Pulumi's `azblob://` backend, its `azurekeyvault://` secrets and the SDKs by `AZURE_CLIENT_ID`, `AZURE_TENANT_ID`
 *   and `AZURE_FEDERATED_TOKEN_FILE`
 * - the providers azure-native and azuread by `ARM_USE_OIDC`, `ARM_CLIENT_ID`, `ARM_TENANT_ID`, `ARM_SUBSCRIPTION_ID`.
 *   On GitHub they ask for a token whenever they need one; elsewhere they read the file
 *
 * On GitHub the token is kept in a file that its user alone can read, renewed while the work runs, and removed
 * afterwards. Elsewhere the file that `AZURE_FEDERATED_TOKEN_FILE` names is used. An environment without
 * `AZURE_CLIENT_ID` (after `az login`), with another login of its own, or with a backend of `file://` stays as it is.
 *
 * @throws when an id is missing, or when a job of GitHub may not have a token.
 * @see https://www.pulumi.com/docs/iac/guides/basics/using-a-diy-backend
 * @see https://github.com/pulumi/pulumi-azure-native `provider/pkg/provider/auth_azidentity.go`
 */
export async function loggedIn<T>(
  env: NodeJS.ProcessEnv,
  work: (env: NodeJS.ProcessEnv) => Promise<T>,
  { renewAfterMs = RENEW_AFTER_MS, warn = toTerminal }: LoginOptions = {},
): Promise<T> {
  const isElsewhere = env.PULUMI_BACKEND_URL?.startsWith("file://") === true || !env.AZURE_CLIENT_ID;
  if (isElsewhere) return work(env);
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
  if (url && token) return withGitHubToken(env, { url, token }, work, { renewAfterMs, warn });
  if (env.AZURE_FEDERATED_TOKEN_FILE) {
    const file = env.AZURE_FEDERATED_TOKEN_FILE;
    return work({ ...federated(env, file), ARM_OIDC_TOKEN_FILE_PATH: file });
  }
  if (env.GITHUB_ACTIONS === "true" && !env.AZURE_CLIENT_SECRET)
    throw new Error(
      "This job cannot log in to Azure: GitHub gives it no OIDC token. It needs `permissions: id-token: write`, which a pull request from a fork never has.",
    );
  return work(env);
}

function withGitHubToken<T>(
  env: NodeJS.ProcessEnv,
  endpoint: TokenEndpoint,
  work: (env: NodeJS.ProcessEnv) => Promise<T>,
  { renewAfterMs, warn }: Required<LoginOptions>,
): Promise<T> {
  return inPrivateFolder(async (folder) => {
    const file = join(folder, "token");
    const loggedInEnv = federated(env, file);
    let isOver = false;
    const renew = async () => {
      const value = await gitHubToken(endpoint);
      if (!isOver) replace(file, value);
    };
    await renew();
    const timer = setInterval(() => {
      renew().catch((error: Error) => warn(`The login could not be renewed: ${error.message}`));
    }, renewAfterMs);
    try {
      return await work(loggedInEnv);
    } finally {
      isOver = true;
      clearInterval(timer);
    }
  });
}

/** @throws with every id that is missing. */
function federated(env: NodeJS.ProcessEnv, file: string): NodeJS.ProcessEnv {
  const ids = ["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID"] as const;
  const missing = ids.filter((name) => !env[name]);
  if (missing.length > 0)
    throw new Error(
      `Not logged in to Azure: ${missing.join(" and ")} must be set beside AZURE_CLIENT_ID. \`npm run bootstrap\` prints them.`,
    );
  const withoutSecrets = Object.fromEntries(
    Object.entries(env).filter(([name]) => !(WITH_SECRETS as readonly string[]).includes(name)),
  );
  return {
    ...withoutSecrets,
    AZURE_FEDERATED_TOKEN_FILE: file,
    ARM_USE_OIDC: "true",
    ARM_CLIENT_ID: env.AZURE_CLIENT_ID,
    ARM_TENANT_ID: env.AZURE_TENANT_ID,
    ARM_SUBSCRIPTION_ID: env.AZURE_SUBSCRIPTION_ID,
  };
}

/** In one step, so that nobody reads half a token. */
function replace(file: string, value: string): void {
  writeFileSync(`${file}.new`, value, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function toTerminal(text: string): void {
  process.stderr.write(`${text}\n`);
}
