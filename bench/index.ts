import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureAuthorization } from "./authorization.js";
import { measureCi } from "./ci.js";
import { measureColdStart } from "./cold-start.js";
import { measureDeployed } from "./deployed.js";
import { measureEvents } from "./events.js";
import { measureFilters } from "./filters.js";
import { measureHttpFunctions } from "./http-functions.js";
import { measurePackages } from "./packages.js";
import { measurePolicies } from "./policies.js";
import type { Row } from "./row.js";
import { measureSecretReads } from "./secret-reads.js";
import { measureSubscriptions } from "./subscriptions.js";
import { measureTelemetry } from "./telemetry.js";
import { measureTokenCheck } from "./token-check.js";
import { measureWatch } from "./watch.js";

const HELP = `Measures the project, each time as a ratio to a reference of the same run.

Usage: npm run bench [-- <group>…]

  deployed       a first start of the whole system, a preview and an up without changes, against a flat program of as
                 many resources with a provider that does nothing; idle memory, and how much is whose
  subscriptions  pulumi up of 10, 100 and 1,000 subscriptions, against the flat program, with peak memory (minutes)
  watch          npm start -- --watch: from an edit to the running handler, against the bundler alone
  cold-start     an app's process, against plain node that loads the same bundle
  packages       what is posted to Azure for each app
  policies       a preview with the policy pack against one without, and the pack on 100 and 1,000 resources
  ci             npm run ci:preview, with policies and comment, against a bare pulumi preview of the same stack
  authorization  a secret read through the SDK with 1,000 role assignments, against the same vault without
  secrets        reads of a secret over ten connections, against a bare server that answers with the same bytes
  http           calls of an HTTP function over ten connections, likewise
  events         publishing and delivery through the SDK, against bare servers that do the least of it
  telemetry      requests of an HTTP function with telemetry, all traces sent, against the same without
  filters        which of 500 subscriptions want an event, against JSON.parse of the event
  tokens         a check of a caller's token whose key is known, against the verification of its signature

Without a group: all of them. Exit code 1 when a row is over its limit.`;

/** What measures a group in a folder of its own. */
const GROUPS: Readonly<Record<string, (folder: string) => Promise<Row[]>>> = {
  deployed: measureDeployed,
  subscriptions: measureSubscriptions,
  watch: measureWatch,
  "cold-start": measureColdStart,
  packages: measurePackages,
  authorization: measureAuthorization,
  secrets: measureSecretReads,
  http: measureHttpFunctions,
  events: measureEvents,
  filters: measureFilters,
  tokens: measureTokenCheck,
  telemetry: measureTelemetry,
  policies: measurePolicies,
  ci: measureCi,
};

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const unknown = args.find((name) => !(name in GROUPS));
  if (unknown !== undefined) {
    process.stderr.write(`unknown group "${unknown}": expected ${Object.keys(GROUPS).join(", ")}\n`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "gridwire-bench-"));
  const rows: Row[] = [];
  try {
    for (const [name, measure] of Object.entries(GROUPS)) {
      if (args.length > 0 && !args.includes(name)) continue;
      process.stderr.write(`Measuring ${name}…\n`);
      rows.push(...(await measure(join(folder, name))));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print(rows);
  return rows.every(({ within }) => within) ? 0 : 1;
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
