import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "../test/shared/checkout.js";
import { eventually } from "../test/shared/eventually.js";
import type { Row } from "./row.js";

const TIMES = 5;
/** What may pass beyond the bundler's own time. */
const LIMIT_MS = 1000;

/** From an edit of a handler to the new code running, under `npm start -- --watch`, in a copy of the project. */
export async function measureWatch(): Promise<Row[]> {
  const checkout = Checkout.make();
  const child = spawn(process.execPath, [...process.execArgv, "start/index.ts", "--watch"], {
    cwd: checkout.root,
    env: { ...process.env, GRIDWIRE_HOME: checkout.home },
    stdio: ["ignore", "pipe", "inherit"],
    // A group of its own, which Ctrl-C on a terminal would reach.
    detached: true,
  });
  const ended = new Promise((done) => child.once("close", done));
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk));
  const logic = join(checkout.root, "functions/recorder/logic.ts");
  try {
    await eventually("the first start", () => (printed.includes("Watching") ? true : undefined), 120_000);
    const times: number[] = [];
    for (let round = 0; round < TIMES; round += 1) {
      printed = "";
      const startedAt = performance.now();
      writeFileSync(
        logic,
        `${readFileSync(logic, "utf8")}\nexport const edit${round} = ${round};\nconsole.debug(edit${round});\n`,
      );
      await eventually("the new code", () => (/runs the new code/.test(printed) ? true : undefined), 60_000);
      times.push(performance.now() - startedAt);
    }
    const bundlingMs = await bundling(checkout.root);
    const ms = times.toSorted((a, b) => a - b)[TIMES >> 1] ?? 0;
    return [
      {
        name: "edit to running handler",
        measured: `${ms.toFixed(0)} ms`,
        reference: `the bundler alone: ${bundlingMs.toFixed(0)} ms`,
        limit: `${LIMIT_MS} ms beyond it`,
        within: ms - bundlingMs <= LIMIT_MS,
      },
    ];
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    await ended;
    checkout.remove();
  }
}

/** Of the copy, warm. */
async function bundling(root: string): Promise<number> {
  const { bundle } = (await import(join(root, "functions/bundle.ts"))) as typeof import("../functions/bundle.js");
  await bundle("recorder");
  const startedAt = performance.now();
  await bundle("recorder");
  return performance.now() - startedAt;
}
