import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { generator, recorder, tally } from "../contracts/index.js";
import { bundle } from "../functions/bundle.js";
import { launch, shutDown } from "../local/control/launch.js";
import { run } from "../start/command.js";
import { Workspace } from "../start/workspace.js";
import { flatUp } from "./flat-up.js";
import { memoryOf } from "./memory.js";
import { type Row, ratioRow } from "./row.js";

const HELP = `Measures the project, each time as a ratio to a reference of the same run.

Usage: npm run bench

  start to ready   a first start of the whole system, set-up done, against a bare pulumi up of as many resources
  idle memory      the local Azure with its three apps, and how much is whose
  package sizes    what is posted to Azure for each app`;

const START_LIMIT = 5;
const IDLE_LIMIT_MB = 500;
const IDLE_AFTER_MS = 5000;

if (process.argv.includes("--help")) process.stdout.write(`${HELP}\n`);
else process.exitCode = await main();

async function main(): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), "gridwire-bench-"));
  try {
    const rows = [...(await measureStart(home)), ...(await measurePackages())];
    print(rows);
    return rows.every(({ within }) => within) ? 0 : 1;
  } finally {
    await shutDown(join(home, "azure"));
    rmSync(home, { recursive: true, force: true });
  }
}

async function measureStart(home: string): Promise<Row[]> {
  const root = resolve(import.meta.dirname, "..");
  const startedAt = performance.now();
  const { run: azure } = await launch(join(home, "azure"));
  const workspace = new Workspace(root, home);
  await workspace.prepare(azure);
  const env = workspace.environment(azure);
  await run("pulumi", ["up", "--yes", "--skip-preview"], { cwd: root, env });
  const readyMs = performance.now() - startedAt;
  const exported = JSON.parse(await run("pulumi", ["stack", "export"], { cwd: root, env })) as {
    deployment: { resources: unknown[] };
  };
  const count = exported.deployment.resources.length;
  await new Promise((done) => setTimeout(done, IDLE_AFTER_MS));
  const shares = memoryOf(azure.pid);
  const flatMs = await flatUp(join(home, "flat"), count);
  const total = shares.reduce((sum, { megabytes }) => sum + megabytes, 0);
  return [
    ratioRow("start to ready", readyMs, `bare pulumi up of ${count} resources`, flatMs, START_LIMIT),
    {
      name: "idle memory",
      measured: `${total.toFixed(0)} MB`,
      reference: shares.map(({ name, megabytes }) => `${name} ${megabytes.toFixed(0)}`).join(", "),
      limit: `${IDLE_LIMIT_MB} MB`,
      within: total <= IDLE_LIMIT_MB,
    },
  ];
}

async function measurePackages(): Promise<Row[]> {
  const packages = await Promise.all(
    [generator, recorder, tally].map(async ({ name }) => ({ name, zip: (await bundle(name)).zip })),
  );
  return packages.map(({ name, zip }) => ({
    name: `package of ${name}`,
    measured: `${(zip.length / 1024).toFixed(0)} kB`,
    reference: "",
    limit: "",
    within: true,
  }));
}

function print(rows: readonly Row[]): void {
  const columns = ["name", "measured", "reference", "limit"] as const;
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  process.stdout.write(`${line(columns)}\n`);
  for (const row of rows)
    process.stdout.write(`${line(columns.map((column) => row[column]))}${row.within ? "" : "  over the limit"}\n`);
}
