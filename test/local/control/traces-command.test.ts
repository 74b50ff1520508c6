import assert from "node:assert/strict";
import { traceLogsCommand, tracesCommand, waterfallOf } from "../../../local/control/traces-command.js";
import type { Trace, TraceStep } from "../../../local/monitor/index.js";

const step = (
  id: string,
  parentId: string | undefined,
  began: number,
  ms: number,
  more: Partial<TraceStep> = {},
): TraceStep => ({
  id,
  ...(parentId === undefined ? {} : { parentId }),
  name: `step ${id}`,
  role: "func-a",
  kind: "dependency",
  began: new Date(began).toISOString(),
  ms,
  success: true,
  result: "200",
  properties: {},
  ...more,
});

describe("traces", () => {
  const trace: Trace = {
    id: "f".repeat(32),
    steps: [
      step("a", "of a caller outside", 0, 100),
      step("b", "a", 0, 50),
      step("c", "b", 50, 25, { success: false, result: "403" }),
      step("d", "a", 75, 25),
      step("self", "self", 99, 1),
    ],
    logs: [{ at: "2026-01-05T10:00:00.000Z", role: "func-a", level: "warning", message: "Odd" }],
  };

  it("draws every step below its caller, with its time", () => {
    assert.equal(
      waterfallOf(trace),
      [
        `Trace ${"f".repeat(32)} of 1970-01-01T00:00:00.000Z: 5 steps in 100 ms`,
        "",
        "step a      func-a  +0 ms   100.0 ms  ████████████████████████",
        "├ step b    func-a  +0 ms   50.0 ms   ████████████",
        "│ └ step c  func-a  +50 ms  25.0 ms               ██████        failed: 403",
        "└ step d    func-a  +75 ms  25.0 ms                     ██████",
        "step self   func-a  +99 ms  1.0 ms                           █",
        "",
        `1 line of logs: npm run local -- logs --trace ${"f".repeat(32)}`,
      ].join("\n"),
    );
  });

  it("lists the latest, and says what to do when there are none", async () => {
    const of = (traces: object[]) => ({ traces: async () => traces, trace: async () => trace }) as never;
    assert.match(await tracesCommand(of([]), undefined, false), /No trace was taken in yet.*npm run local -- audit/);
    const summary = {
      id: trace.id,
      name: "submitName",
      began: "2026-01-05T10:00:00.000Z",
      ms: 99.6,
      steps: 1,
      failed: 1,
    };
    assert.equal(
      await tracesCommand(of([summary]), undefined, false),
      `2026-01-05T10:00:00.000Z  ${trace.id}  submitName  100 ms  1 step, 1 failed\n\nOne of them, step by step: npm run local -- traces <id>`,
    );
    assert.deepEqual(JSON.parse(await tracesCommand(of([summary]), undefined, true)), [summary]);
    assert.deepEqual(JSON.parse(await tracesCommand(of([]), "ffff", true)), trace);
  });

  it("prints the lines of a trace", async () => {
    const logs = (given: Trace) => traceLogsCommand({ trace: async () => given }, "ffff");
    assert.equal(await logs(trace), "2026-01-05T10:00:00.000Z  warning  func-a  Odd");
    assert.equal(await logs({ ...trace, logs: [] }), "Nothing was logged in trace ffff.");
  });
});
