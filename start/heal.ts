import { existsSync, readFileSync } from "node:fs";
import { ControlClient } from "../local/control/control-client.js";
import { reset } from "../local/control/launch.js";
import type { Run } from "../local/control/run-file.js";
import { idOf, templateOf } from "../local/provider/arm-path.js";
import { ProviderClient } from "../local/provider/provider-client.js";
import type { Properties } from "../local/shared/resource.js";
import { run as runCommand } from "./command.js";
import { azureFolder, type Workspace } from "./workspace.js";

interface Checkpoint {
  readonly checkpoint: {
    readonly latest?: {
      readonly resources?: readonly { readonly type: string }[];
      readonly pending_operations?: readonly Operation[];
    };
  };
}

interface Operation {
  readonly type: string;
  readonly resource: { readonly type: string; readonly inputs?: Properties };
}

/**
 * Starts afresh when nobody can tell any more what is deployed: a run was killed while Pulumi wrote its state, or the
 * passphrase is gone that the state's secrets are encrypted with.
 *
 * @returns why it did; nothing when there was no need.
 */
export async function healState(workspace: Workspace): Promise<string | undefined> {
  if (!existsSync(workspace.checkpointFile)) return undefined;
  const reason =
    readCheckpoint(workspace) === undefined
      ? "An earlier run was killed while it wrote its state"
      : workspace.hasPassphrase
        ? undefined
        : "The passphrase of the local stack is gone";
  if (reason === undefined) return undefined;
  await reset(azureFolder(workspace.root));
  workspace.forgetStack();
  return reason;
}

/**
 * Forgets a stack whose resources are gone with a local Azure that was reset: the state alone says that they are there,
 * and an `up` believes it.
 *
 * @returns whether it did.
 */
export async function healReset(workspace: Workspace, azure: Run): Promise<boolean> {
  const known = readCheckpoint(workspace)?.checkpoint.latest?.resources ?? [];
  if (!known.some(({ type }) => type.startsWith("azure-native:"))) return false;
  if (Number((await new ControlClient(azure).status()).resources) > 0) return false;
  workspace.forgetStack();
  return true;
}

/**
 * Takes away what a killed run was just making: it may be there, and the engine does not know it. A run that lives is
 * let alone.
 *
 * @returns how many such operations there were.
 */
export async function healPending(workspace: Workspace, azure: Run): Promise<number> {
  const pending = (readCheckpoint(workspace)?.checkpoint.latest?.pending_operations ?? []).filter(
    ({ type }) => type === "creating",
  );
  if (pending.length === 0 || workspace.holder !== undefined) return 0;
  const provider = new ProviderClient(azure.providers["azure-native"] ?? 0);
  try {
    for (const { resource } of pending) {
      if (!resource.type.startsWith("azure-native:")) continue;
      const inputs = resource.inputs ?? {};
      await provider.delete(resource.type, idOf(templateOf(resource.type, inputs), inputs));
    }
  } finally {
    provider.close();
  }
  const options = { cwd: workspace.root, env: workspace.environment(azure) };
  await runCommand("pulumi", ["refresh", "--yes", "--skip-preview", "--clear-pending-creates"], options);
  return pending.length;
}

/** Nothing when it is not one: empty, or cut off. */
function readCheckpoint(workspace: Workspace): Checkpoint | undefined {
  if (!existsSync(workspace.checkpointFile)) return undefined;
  try {
    return JSON.parse(readFileSync(workspace.checkpointFile, "utf8")) as Checkpoint;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
