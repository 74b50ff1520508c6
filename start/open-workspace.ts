import { launch, shutDown } from "../local/control/launch.js";
import type { Run } from "../local/control/run-file.js";
import { healPending, healReset, healState } from "./heal.js";
import { azureFolder, Workspace } from "./workspace.js";

/** A local Azure that runs, and a workspace that is ready for the Pulumi CLI. */
export interface Opened {
  readonly workspace: Workspace;
  readonly azure: Run;
  /** The local Azure ran before, for somebody else. */
  readonly resumed: boolean;
}

/**
 * Starts the local Azure or finds it, prepares the workspace, and heals what a killed run left.
 *
 * @param root the checkout.
 * @param say tells what was healed.
 * @param owner the process that the local Azure is started for; nothing when it is to stay.
 */
export async function openWorkspace(root: string, say: (text: string) => void, owner?: number): Promise<Opened> {
  const workspace = new Workspace(root);
  const reason = await healState(workspace);
  if (reason !== undefined) say(`${reason}: starting afresh.`);
  const { run: azure, resumed } = await launch(azureFolder(root), owner);
  try {
    if (await healReset(workspace, azure)) say("The local Azure was reset: starting afresh.");
    await workspace.prepare(azure);
    const pending = await healPending(workspace, azure);
    if (pending > 0) say(`An earlier run was killed while it made ${pending} resources: they are made again.`);
    return { workspace, azure, resumed };
  } catch (error) {
    if (!resumed) await shutDown(azureFolder(root));
    throw error;
  }
}
