import { keyOf } from "../shared/arm-id.js";
import type { Clock } from "../shared/clock.js";
import type { Row, Store } from "../shared/store.js";
import { KEPT_ENVELOPES } from "./constants.js";

/** A piece of telemetry as it was sent. */
export interface Telemetry {
  readonly received: Date;
  /** ARM id of the component, in lower case. */
  readonly component: string;
  /** Kind of its data, e.g. `RequestData`, `MessageData`. */
  readonly kind: string;
  /** @see https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete */
  readonly envelope: Readonly<Record<string, unknown>>;
}

/** Received envelopes, up to a number; the oldest go first. */
export class TelemetryStore {
  readonly #followers: ((pieces: readonly Telemetry[]) => void)[] = [];

  /** @param kept how many envelopes are kept. */
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly kept: number = KEPT_ENVELOPES,
  ) {
    store.define(
      "CREATE TABLE IF NOT EXISTS monitor_telemetry (sequence INTEGER PRIMARY KEY AUTOINCREMENT, received INTEGER NOT NULL, component TEXT NOT NULL, kind TEXT NOT NULL, envelope TEXT NOT NULL) STRICT",
    );
  }

  async add(
    envelopes: readonly { readonly component: string; readonly envelope: Telemetry["envelope"] }[],
  ): Promise<void> {
    const received = this.clock.now();
    const pieces = envelopes.map(({ component, envelope }) => ({
      received,
      component: keyOf(component),
      kind: kindOf(envelope),
      envelope,
    }));
    await this.store.write(() => {
      for (const { component, kind, envelope } of pieces) {
        this.store.run(
          "INSERT INTO monitor_telemetry (received, component, kind, envelope) VALUES (?, ?, ?, ?)",
          received.getTime(),
          component,
          kind,
          JSON.stringify(envelope),
        );
      }
      this.store.run(
        "DELETE FROM monitor_telemetry WHERE sequence <= (SELECT max(sequence) FROM monitor_telemetry) - ?",
        this.kept,
      );
    });
    for (const follower of this.#followers) follower(pieces);
  }

  /** @param listener told of all that is kept from now on. */
  follow(listener: (pieces: readonly Telemetry[]) => void): void {
    this.#followers.push(listener);
  }

  /** Drops what a deleted component sent. */
  async forget(component: string): Promise<void> {
    await this.store.write(() => this.store.run("DELETE FROM monitor_telemetry WHERE component = ?", keyOf(component)));
  }

  /** The newest pieces that fit, oldest first. */
  find({ component, kind, limit = 100 }: { component?: string; kind?: string; limit?: number } = {}): Telemetry[] {
    return this.store
      .all(
        "SELECT * FROM monitor_telemetry WHERE (?1 IS NULL OR component = ?1) AND (?2 IS NULL OR kind = ?2) ORDER BY sequence DESC LIMIT ?3",
        component === undefined ? null : keyOf(component),
        kind ?? null,
        limit,
      )
      .map(telemetryOf)
      .reverse();
  }

  /** The newest pieces that hold a text anywhere, in upper or lower case, oldest first. */
  mentioning(text: string, limit: number): Telemetry[] {
    return this.store
      .all(
        "SELECT * FROM monitor_telemetry WHERE instr(lower(envelope), lower(?1)) > 0 ORDER BY sequence DESC LIMIT ?2",
        text,
        limit,
      )
      .map(telemetryOf)
      .reverse();
  }
}

const telemetryOf = (row: Row): Telemetry => ({
  received: new Date(Number(row.received)),
  component: String(row.component),
  kind: String(row.kind),
  envelope: JSON.parse(String(row.envelope)) as Telemetry["envelope"],
});

/** `data.baseType`, and the tail of the envelope's name without one. */
function kindOf({ data, name }: Telemetry["envelope"]): string {
  const { baseType } = (data ?? {}) as { baseType?: unknown };
  return typeof baseType === "string"
    ? baseType
    : (String(name ?? "")
        .split(".")
        .at(-1) ?? "");
}
