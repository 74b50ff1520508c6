import { setTimeout as sleep } from "node:timers/promises";
import { once } from "../once.js";
import { type Connection, readConnection } from "./connection.js";
import { Counters, type Dimensions } from "./counters.js";
import type { Sender } from "./envelope.js";
import { Outbox, type OutboxOptions } from "./outbox.js";
import { sampledShare } from "./sampled-share.js";
import { passingThrough, type StartSpan, startingSpans } from "./span.js";
import { spanWriter } from "./span-envelope.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** What an app tells of itself, besides what its host tells. */
export interface Telemetry {
  /** Begins the spans of its traces. */
  readonly start: StartSpan;
  count(metric: string, dimensions?: Dimensions, by?: number): void;
  /** Sends what waits, before the app ends; for two seconds at most. */
  close(): Promise<void>;
}

/** The Functions host waits five seconds for an app to end. */
const CLOSE_LIMIT_MS = 2_000;

/** Sends nothing; traces pass through. */
export const NO_TELEMETRY: Telemetry = {
  start: passingThrough,
  count: () => undefined,
  close: async () => undefined,
};

/**
 * The telemetry of an app, as its settings want it. Sends nothing when the app has no Application Insights.
 *
 * @param environment the app's settings; `OTEL_TRACES_SAMPLER_ARG` is the share of traces that are sent.
 * @param send in place of ingestion, for tests.
 */
export function telemetryOf(environment: Environment, send?: OutboxOptions["send"]): Telemetry {
  const connection = readConnection(environment);
  if (connection === undefined) return NO_TELEMETRY;
  const sender: Sender = {
    instrumentationKey: connection.instrumentationKey,
    role: environment.WEBSITE_SITE_NAME ?? "unknown",
    instance: environment.WEBSITE_INSTANCE_ID,
  };
  const share = sampledShare(environment);
  const write = spanWriter(sender, share * 100);
  const counters = new Counters();
  let told = 0;
  const outbox = new Outbox({
    send: send ?? sendingTo(connection),
    more() {
      if (outbox.dropped > told) counters.add("telemetry.dropped", {}, outbox.dropped - told);
      told = outbox.dropped;
      return counters.take(sender).map((envelope) => JSON.stringify(envelope));
    },
    onChange: tellChange,
  });
  return {
    start: startingSpans(share, (span) => outbox.add(write(span))),
    count(metric, dimensions, by) {
      counters.add(metric, dimensions, by);
      outbox.wake();
    },
    close: () => Promise.race([outbox.flush(), sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]),
  };
}

/** The SDK is loaded when there is something to send. */
function sendingTo(connection: Connection): OutboxOptions["send"] {
  const opened = once(async () => (await import("./ingestion.js")).ingestion(connection));
  return async (batch) => (await opened())(batch);
}

/** One line for each change, in the host's log: telemetry itself may be what does not arrive. */
function tellChange(why: string | undefined, dropped: number): void {
  const line = why === undefined ? "TelemetryTaken" : "TelemetryNotTaken";
  console.warn(`${line} ${JSON.stringify({ ...(why === undefined ? {} : { why }), dropped })}`);
}
