import { join, resolve } from "node:path";
import { launch, shutDown } from "../local/control/launch.js";
import { run } from "../start/command.js";
import { Workspace } from "../start/workspace.js";
import { alternately } from "./median.js";
import { type Row, ratioRow } from "./row.js";

const TIMES = 5;
const LIMIT = 1.5;
const ROOT = resolve(import.meta.dirname, "..");

/** `npm run ci:preview` of the deployed stack, with policies and comment, against a bare `pulumi preview` of the same. */
export async function measureCi(folder: string): Promise<Row[]> {
  const azureFolder = join(folder, "azure");
  const { run: azure } = await launch(azureFolder);
  try {
    const workspace = new Workspace(ROOT, folder);
    await workspace.prepare(azure);
    const env = workspace.environment(azure);
    const pulumi = (...args: string[]) => run("pulumi", args, { cwd: ROOT, env });
    await pulumi("up", "--yes", "--skip-preview");
    const ci = [
      "tools/run.mjs",
      "ci/preview.ts",
      "--stack",
      "local",
      "--base",
      "HEAD",
      "--out",
      join(folder, "comment.md"),
    ];
    const preview = () => run("node", ci, { cwd: ROOT, env });
    // What is loaded and compiled for the first time is kept by the machine.
    await preview();
    const { oursMs, referenceMs } = await alternately(TIMES, preview, () => pulumi("preview"));
    return [ratioRow("ci:preview", oursMs, "bare pulumi preview", referenceMs, LIMIT)];
  } finally {
    await shutDown(azureFolder);
  }
}
