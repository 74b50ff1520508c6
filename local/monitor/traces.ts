import { readLog, readStep, traceIdOf } from "./read-step.js";
import type { TelemetryStore } from "./telemetry-store.js";
import type { Trace, TraceStep, TraceSummary } from "./trace.js";

/** The newest pieces of telemetry of which traces are made. */
const LOOKED_AT = 5_000;
/** Shorter beginnings of an id would fit by chance. */
const LEAST_DIGITS = 4;

/** The traces of what was taken in. */
export class Traces {
  constructor(private readonly telemetry: Pick<TelemetryStore, "find" | "mentioning">) {}

  /** The latest, newest first. */
  latest(limit: number): TraceSummary[] {
    const byId = new Map<string, TraceStep[]>();
    for (const one of this.telemetry.find({ limit: LOOKED_AT })) {
      const [id, step] = [traceIdOf(one), readStep(one)];
      if (id !== undefined && step !== undefined) byId.set(id, [...(byId.get(id) ?? []), step]);
    }
    return [...byId]
      .map(([id, steps]) => summaryOf(id, inOrder(steps)))
      .sort((one, other) => (one.began < other.began ? 1 : -1))
      .slice(0, limit);
  }

  /**
   * One trace.
   *
   * @param text its id or the beginning of it, four digits or more, or the id of an event that it is about.
   * @returns undefined when there is none.
   * @throws when the beginning is that of several.
   */
  read(text: string): Trace | undefined {
    const found = this.telemetry.mentioning(text, LOOKED_AT);
    const ids = new Set(found.flatMap((one) => (isMeant(text, traceIdOf(one)) ? (traceIdOf(one) ?? []) : [])));
    if (ids.size === 0) for (const one of found) for (const id of tracesOfEvent(text, one)) ids.add(id);
    const [id, ...others] = ids;
    if (others.length > 0) throw new Error(`"${text}" is the beginning of ${ids.size} traces: ${[...ids].join(", ")}`);
    return id === undefined ? undefined : this.#read(id);
  }

  #read(id: string): Trace {
    const all = this.telemetry.mentioning(id, LOOKED_AT);
    const steps = all.flatMap((one) => (traceIdOf(one) === id ? (readStep(one) ?? []) : []));
    // A line says in its text which trace it belongs to, when the host's own is another.
    const logs = all.flatMap((one) => {
      const log = readLog(one);
      return log !== undefined && (traceIdOf(one) === id || log.message.includes(`"traceId":"${id}"`)) ? [log] : [];
    });
    return { id, steps: inOrder(steps), logs: logs.sort((one, other) => (one.at < other.at ? -1 : 1)) };
  }
}

const isMeant = (text: string, id: string | undefined): boolean =>
  text.length >= LEAST_DIGITS && id?.startsWith(text.toLowerCase()) === true;

/** Of a step that names the event; the host's own traces of it do not. */
function tracesOfEvent(eventId: string, one: Parameters<typeof readStep>[0]): string[] {
  const step = readStep(one);
  const id = traceIdOf(one);
  return id !== undefined && step?.properties["messaging.message.id"] === eventId ? [id] : [];
}

const inOrder = (steps: readonly TraceStep[]): TraceStep[] =>
  steps.toSorted((one, other) => Date.parse(one.began) - Date.parse(other.began));

function summaryOf(id: string, steps: readonly TraceStep[]): TraceSummary {
  const [first] = steps;
  const began = Date.parse(first?.began ?? "");
  const end = Math.max(...steps.map((step) => Date.parse(step.began) + step.ms));
  return {
    id,
    name: first?.name ?? "",
    began: first?.began ?? "",
    ms: end - began,
    steps: steps.length,
    failed: steps.filter(({ success }) => !success).length,
  };
}
