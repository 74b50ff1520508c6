import { join, resolve } from "node:path";
import { launch, shutDown } from "../local/control/launch.js";
import { run as runCommand } from "../start/command.js";
import { Workspace } from "../start/workspace.js";
import { withFlatStack } from "./flat-stack.js";
import { alternately } from "./median.js";
import { memoryOf } from "./memory.js";
import { type Row, ratioRow } from "./row.js";

const START_LIMIT = 5;
const AGAIN_LIMIT = 1.25;
const TIMES = 5;
const IDLE_LIMIT_MB = 500;
const IDLE_AFTER_MS = 5000;

/** The whole system on a local Azure: its first start, its memory, and what a command takes once it is there. */
export async function measureDeployed(folder: string): Promise<Row[]> {
  const root = resolve(import.meta.dirname, "..");
  const azureFolder = join(folder, "azure");
  const startedAt = performance.now();
  const { run: azure } = await launch(azureFolder);
  try {
    const workspace = new Workspace(root, folder);
    await workspace.prepare(azure);
    const env = workspace.environment(azure);
    const pulumi = (...args: string[]) => runCommand("pulumi", args, { cwd: root, env });
    const up = () => pulumi("up", "--yes", "--skip-preview");
    await up();
    const readyMs = performance.now() - startedAt;
    const exported = JSON.parse(await pulumi("stack", "export")) as { deployment: { resources: unknown[] } };
    const count = exported.deployment.resources.length;
    await new Promise((done) => setTimeout(done, IDLE_AFTER_MS));
    const idle = idleRow(azure.pid);
    return await withFlatStack(join(folder, "flat"), { count }, async (flat) => {
      const flatMs = (await flat.up()).ms;
      const previews = await alternately(TIMES, () => pulumi("preview"), flat.preview);
      const ups = await alternately(TIMES, up, flat.up);
      const of = `of ${count} resources`;
      return [
        ratioRow("start to ready", readyMs, `first flat up ${of}`, flatMs, START_LIMIT),
        idle,
        ratioRow("preview", previews.oursMs, `flat preview ${of}`, previews.referenceMs, AGAIN_LIMIT),
        ratioRow("up without changes", ups.oursMs, `flat up ${of}`, ups.referenceMs, AGAIN_LIMIT),
      ];
    });
  } finally {
    await shutDown(azureFolder);
  }
}

function idleRow(pid: number): Row {
  const shares = memoryOf(pid);
  const total = shares.reduce((sum, { megabytes }) => sum + megabytes, 0);
  return {
    name: "idle memory",
    measured: `${total.toFixed(0)} MB`,
    reference: shares.map(({ name, megabytes }) => `${name} ${megabytes.toFixed(0)}`).join(", "),
    limit: `${IDLE_LIMIT_MB} MB`,
    within: total <= IDLE_LIMIT_MB,
  };
}
