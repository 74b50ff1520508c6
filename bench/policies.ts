import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { launch, shutDown } from "../local/control/launch.js";
import { run as runCommand } from "../start/command.js";
import { policyPack } from "../start/policy-pack.js";
import { STACK, Workspace } from "../start/workspace.js";
import { flatState } from "./flat-state.js";
import { alternately } from "./median.js";
import { type Row, ratioRow } from "./row.js";

const TIMES = 5;
/** How much longer a preview may take with the pack: the greater of the two. */
const MORE_MS = 1000;
const MORE_RATIO = 0.3;

const FEW = 100;
const MANY = 1000;
const GROWTH_LIMIT = 1.5;

const ROOT = resolve(import.meta.dirname, "..");

/** What the policy pack adds to a preview, and how its time grows with the resources. */
export async function measurePolicies(folder: string): Promise<Row[]> {
  return [await previewRow(join(folder, "stack")), await growthRow(join(folder, "states"))];
}

/** A preview of the whole stack before its first `up`, when most has to be looked at. */
async function previewRow(folder: string): Promise<Row> {
  const azureFolder = join(folder, "azure");
  const { run: azure } = await launch(azureFolder);
  try {
    const workspace = new Workspace(ROOT, folder);
    await workspace.prepare(azure);
    const env = workspace.environment(azure);
    const preview = (more: NodeJS.ProcessEnv) =>
      runCommand("pulumi", ["preview"], { cwd: ROOT, env: { ...env, ...more } });
    const pack = policyPack([], STACK, {});
    // What is loaded and compiled for the first time is kept by the machine.
    await preview(pack);
    const { oursMs, referenceMs } = await alternately(
      TIMES,
      () => preview(pack),
      () => preview({}),
    );
    const moreMs = Math.max(MORE_MS, MORE_RATIO * referenceMs);
    return {
      name: "preview with the policy pack",
      measured: `${(oursMs / 1000).toFixed(1)} s (${((oursMs - referenceMs) / 1000).toFixed(2)} s more)`,
      reference: `preview without: ${(referenceMs / 1000).toFixed(1)} s`,
      limit: `${(moreMs / 1000).toFixed(1)} s more`,
      within: oursMs - referenceMs <= moreMs,
    };
  } finally {
    await shutDown(azureFolder);
  }
}

/** Ten times the resources, against ten times what they take: the start of CLI and pack is taken off both. */
async function growthRow(folder: string): Promise<Row> {
  mkdirSync(folder, { recursive: true });
  const file = (count: number) => join(folder, `${count}.json`);
  for (const count of [1, FEW, MANY]) writeFileSync(file(count), flatState(count));
  const env = { ...process.env, PULUMI_HOME: join(folder, "pulumi"), PULUMI_SKIP_UPDATE_CHECK: "true" };
  const analyze = (count: number) => () =>
    runCommand(
      "pulumi",
      [
        "policy",
        "analyze",
        "--policy-pack",
        "policies",
        "--policy-pack-config",
        join(folder, "config.json"),
        "--file",
        file(count),
      ],
      { cwd: ROOT, env },
    );
  // Samples are wrong in many ways: as advice, they do not fail the command.
  writeFileSync(join(folder, "config.json"), JSON.stringify({ all: "advisory" }));
  const start = await alternately(TIMES, analyze(1), analyze(1));
  const startMs = Math.min(start.oursMs, start.referenceMs);
  const { oursMs, referenceMs } = await alternately(TIMES, analyze(MANY), analyze(FEW));
  const scaled = ((referenceMs - startMs) * MANY) / FEW;
  return ratioRow(
    `policies on ${MANY} resources`,
    oursMs - startMs,
    `${MANY / FEW} times those on ${FEW}`,
    scaled,
    GROWTH_LIMIT,
  );
}
