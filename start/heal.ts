import { existsSync, readFileSync, rmSync } from "node:fs";
import { reset } from "../local/control/launch.js";
import type { Run } from "../local/control/run-file.js";
import { idOf, templateOf } from "../local/provider/arm-path.js";
import { ProviderClient } from "../local/provider/provider-client.js";
import type { Properties } from "../local/shared/resource.js";
import { run as runCommand } from "./command.js";
import { azureFolder, type Workspace } from "./workspace.js";

interface Checkpoint {
  readonly checkpoint: { readonly latest?: { readonly pending_operations?: readonly Operation[] } };
}

interface Operation {
  readonly type: string;
  readonly resource: { readonly type: string; readonly inputs?: Properties };
}

/**
 * Starts afresh when a run was killed while Pulumi wrote its state: nobody can tell then what is deployed.
 *
 * @returns whether it did.
 */
export async function healState(workspace: Workspace): Promise<boolean> {
  if (!existsSync(workspace.checkpointFile) || readCheckpoint(workspace) !== undefined) return false;
  await reset(azureFolder(workspace.root));
  rmSync(workspace.stateFolder, { recursive: true });
  return true;
}

/**
 * Takes away what a killed run was just making: it may be there, and the engine does not know it.
 *
 * @returns how many such operations there were.
 */
export async function healPending(workspace: Workspace, azure: Run): Promise<number> {
  const pending = (readCheckpoint(workspace)?.checkpoint.latest?.pending_operations ?? []).filter(
    ({ type }) => type === "creating",
  );
  if (pending.length === 0) return 0;
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
