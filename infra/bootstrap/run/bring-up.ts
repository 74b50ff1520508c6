import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { http } from "../../shipping/http.js";
import { BOOTSTRAP, backendUrl, type StateNames, secretsProvider } from "../state-names.js";
import { CommandFailed } from "./cli.js";
import { valueIn } from "./encryption.js";
import { findState, restoreEncryption } from "./find-state.js";
import { LocalState } from "./local-state.js";
import { moveState } from "./move-state.js";
import { Stack } from "./stack.js";
import { waiting } from "./waiting.js";

type Step = <T>(text: string, work: (report: (text: string) => void) => Promise<T>) => Promise<T>;

export interface BringUpArgs {
  /** Folder of bootstrap's Pulumi.yaml and config. */
  readonly project: string;
  /** Where state is kept until there is an account for it. */
  readonly folder: string;
  readonly names: StateNames;
  /** Only shows what would change. */
  readonly preview: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly step: Step;
  /** Aborted when the user has interrupted the command. */
  readonly signal: AbortSignal;
}

/**
 * Runs bootstrap's program: with its state in the account when that is there, else in a folder first, from where the
 * state is moved.
 *
 * @returns its stack, in the account; nothing after a preview.
 */
export async function bringUp(args: BringUpArgs): Promise<Stack | undefined> {
  const { project, folder, names, preview, env, step } = args;
  const remote = new Stack({ name: BOOTSTRAP, project, backendUrl: backendUrl(names, BOOTSTRAP), env });
  const local = new LocalState({ folder, project, env });
  if (!local.exists && (await step("Looking for state", () => isInAccount(remote, names)))) {
    await runProgram(remote, preview);
    return preview ? undefined : remote;
  }
  if (preview && !local.exists) {
    await withoutTrace(args);
    return undefined;
  }
  await local.prepare();
  await runProgram(local.stack, preview);
  if (preview) return undefined;
  await step("Moving the state into its account", (report) =>
    moveState(local, remote, secretsProvider(names, BOOTSTRAP), waiting(report, args.signal)),
  );
  return remote;
}

/** @throws when the account is there, and its state is not to be had. */
async function isInAccount(remote: Stack, names: StateNames): Promise<boolean> {
  const provider = valueIn(readFileSync(remote.configFile, "utf8"), "secretsprovider");
  const expected = secretsProvider(names, BOOTSTRAP);
  if (provider !== undefined && provider !== expected) {
    throw new Error(
      `${remote.configFile}: secretsprovider is ${provider}: expected ${expected}, as subscription and uniqueness have it; to begin anew elsewhere take secretsprovider and encryptedkey out of the file`,
    );
  }
  const found = await findState(remote, names.account, http).catch((error: unknown) => {
    if (!(error instanceof CommandFailed)) throw error;
    throw new Error(
      `the account ${names.account} is there, and its container ${BOOTSTRAP} cannot be read: expected Storage Blob Data Contributor on it, which bootstrap gives to its administrator (gridwire-bootstrap:administratorId)\n${error.message}`,
      { cause: error },
    );
  });
  if (found === "account") {
    throw new Error(
      `the account ${names.account} is there without state: a first run elsewhere did not end; run it again there, where .gridwire/${BOOTSTRAP} is`,
    );
  }
  if (found === "stack") await restoreEncryption(remote);
  return found === "stack";
}

/** The preview of a first run. */
async function withoutTrace({ project, env }: BringUpArgs): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gridwire-bootstrap-"));
  try {
    const local = new LocalState({ folder, project, env });
    await local.prepare();
    await runProgram(local.stack, true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** On this terminal: it shows its own progress. @throws when it fails; what was wrong was shown. */
async function runProgram(stack: Stack, preview: boolean): Promise<void> {
  const code = await stack.show([...(preview ? ["preview"] : ["up", "--yes", "--skip-preview"]), "--suppress-outputs"]);
  if (code !== 0)
    throw new Error(`Bootstrap stopped. Mend what it says above; the next \`npm run bootstrap\` carries on.`);
}
