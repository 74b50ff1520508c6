import type { Trace, TraceStep, TraceSummary } from "../monitor/index.js";
import type { ControlClient } from "./control-client.js";

/** Columns of the picture of a step's time. */
const BAR = 24;
const NONE =
  "No trace was taken in yet. Telemetry arrives a few seconds after a function ran; `npm run local -- audit` tells whether it was denied.";

/**
 * `traces`: the latest, or one as a waterfall. @returns what to print.
 *
 * @param id of a trace, its beginning, or the id of an event.
 * @throws when there is no such trace.
 */
export async function tracesCommand(
  control: Pick<ControlClient, "traces" | "trace">,
  id: string | undefined,
  json: boolean,
): Promise<string> {
  if (id === undefined) {
    const traces = await control.traces();
    return json ? JSON.stringify(traces, undefined, 2) : listOf(traces);
  }
  const trace = await control.trace(id);
  return json ? JSON.stringify(trace, undefined, 2) : waterfallOf(trace);
}

function listOf(traces: readonly TraceSummary[]): string {
  if (traces.length === 0) return NONE;
  const rows = traces.map(({ id, name, began, ms, steps, failed }) => [
    began,
    id,
    name,
    `${ms.toFixed(0)} ms`,
    `${steps} ${steps === 1 ? "step" : "steps"}${failed === 0 ? "" : `, ${failed} failed`}`,
  ]);
  return [...table(rows), "", "One of them, step by step: npm run local -- traces <id>"].join("\n");
}

/** Every step below the one that called it, with when it began and how long it took. */
export function waterfallOf({ id, steps, logs }: Trace): string {
  const [first] = steps;
  if (first === undefined) return `Trace ${id} has no steps, only ${logs.length} lines of logs.`;
  const start = Date.parse(first.began);
  const end = Math.max(...steps.map((step) => Date.parse(step.began) + step.ms));
  const rows = linesOf(steps).map(({ step, lead }) => {
    const offset = Date.parse(step.began) - start;
    return [
      `${lead}${step.name}`,
      step.role,
      `+${offset.toFixed(0)} ms`,
      `${step.ms.toFixed(1)} ms`,
      barOf(offset, step.ms, end - start),
      step.success ? "" : `failed: ${step.result}`,
    ];
  });
  return [
    `Trace ${id} of ${first.began}: ${steps.length} steps in ${(end - start).toFixed(0)} ms`,
    "",
    ...table(rows),
    "",
    `${logs.length} ${logs.length === 1 ? "line" : "lines"} of logs: npm run local -- logs --trace ${id}`,
  ].join("\n");
}

interface Line {
  readonly step: TraceStep;
  /** Shows below which step it is. */
  readonly lead: string;
}

/** A step whose caller is not of the trace, or that calls itself in the end, stands at the left. */
function linesOf(steps: readonly TraceStep[]): Line[] {
  const drawn = new Set<TraceStep>();
  const below = (step: TraceStep, lead: string): Line[] => {
    drawn.add(step);
    const children = steps.filter((one) => one.parentId === step.id && !drawn.has(one));
    return children.flatMap((child, index) => {
      const last = index === children.length - 1;
      return [{ step: child, lead: `${lead}${last ? "└ " : "├ "}` }, ...below(child, `${lead}${last ? "  " : "│ "}`)];
    });
  };
  const ids = new Set(steps.map(({ id }) => id));
  const roots = steps.filter(({ parentId }) => parentId === undefined || !ids.has(parentId));
  return [...roots, ...steps].flatMap((root) =>
    drawn.has(root) ? [] : [{ step: root, lead: "" }, ...below(root, "")],
  );
}

function barOf(offset: number, ms: number, whole: number): string {
  const scale = BAR / Math.max(whole, 1);
  const before = Math.min(BAR - 1, Math.floor(offset * scale));
  return `${" ".repeat(before)}${"█".repeat(Math.max(1, Math.min(BAR - before, Math.round(ms * scale))))}`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** `logs --trace`: what was logged in a trace, by all apps. @throws when there is no such trace. */
export async function traceLogsCommand(control: Pick<ControlClient, "trace">, id: string): Promise<string> {
  const { logs } = await control.trace(id);
  if (logs.length === 0) return `Nothing was logged in trace ${id}.`;
  return table(logs.map(({ at, level, role, message }) => [at, level, role, message])).join("\n");
}
