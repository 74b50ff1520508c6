import type { Row, Store } from "../shared/store.js";
import { Backlog, type BacklogBound } from "./backlog.js";
import { MAX_WAITING } from "./constants.js";
import type { PublishedEvent } from "./published-event.js";

/** One event on its way to one subscription. */
export interface Delivery {
  readonly event: number;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Outcome of the last of them, in the words of `lastDeliveryOutcome`. */
  readonly outcome: string | undefined;
  readonly lastAttempt: number | undefined;
  /** Why it was given up; nothing while it is still tried. */
  readonly givenUp: string | undefined;
  readonly givenUpAt: number | undefined;
}

/** An event as it is stored; times in milliseconds since 1970. */
export interface StoredEvent {
  readonly id: string;
  readonly dataVersion: string;
  readonly json: string;
  readonly published: number;
}

/** What became of a delivery. */
export type Settlement =
  | { readonly kind: "done"; readonly event: number }
  | ({ readonly kind: "later"; readonly event: number; readonly due: number } & Omit<Delivery, "event">);

const SCHEMA = `
CREATE TABLE IF NOT EXISTS eventgrid_subscriptions (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS eventgrid_events (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, data_version TEXT NOT NULL, json TEXT NOT NULL, published INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS eventgrid_deliveries (
  subscription INTEGER NOT NULL, event INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  outcome TEXT, last_attempt INTEGER, given_up TEXT, given_up_at INTEGER,
  PRIMARY KEY (subscription, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS eventgrid_due ON eventgrid_deliveries (subscription, due) WHERE given_up IS NULL;
CREATE INDEX IF NOT EXISTS eventgrid_dead ON eventgrid_deliveries (subscription, due) WHERE given_up IS NOT NULL;
CREATE INDEX IF NOT EXISTS eventgrid_by_event ON eventgrid_deliveries (event);
`;

/** Deliveries of a deleted subscription that go in one transaction. */
const DROPPED_AT_ONCE = 1_000;

/** Accepted events and their deliveries, on disk. */
export class EventStore {
  readonly #backlog: Backlog;
  #lastEvent: number;

  /** @param bound of what waits; by default the service's own. */
  constructor(
    private readonly store: Store,
    bound: BacklogBound = MAX_WAITING,
  ) {
    store.define(SCHEMA);
    this.#backlog = new Backlog(store, bound);
    this.#lastEvent = Number(store.get("SELECT max(number) AS last FROM eventgrid_events")?.last ?? 0);
  }

  /**
   * Stores events with a delivery for each subscription; an event that no subscription wants is not kept.
   *
   * @param wanted numbers of the subscriptions for each event, asked when it is written: one may have been deleted.
   * @returns once they are on disk; rejects with BacklogFull when too much waits already.
   */
  accept(events: readonly PublishedEvent[], wanted: (index: number) => readonly number[], now: number): Promise<void> {
    return this.store.write(() => {
      let [deliveries, bytes] = [0, 0];
      for (const [index, event] of events.entries()) {
        const subscriptions = wanted(index);
        if (subscriptions.length === 0) continue;
        if (deliveries === 0) this.#backlog.requireRoom();
        this.#insert(event, subscriptions, now);
        deliveries += subscriptions.length;
        bytes += Buffer.byteLength(event.json);
      }
      if (deliveries > 0) this.#backlog.add(deliveries, bytes);
    });
  }

  /** The number that stands for a subscription in deliveries; a new one for a new subscription. */
  numberOf(subscriptionKey: string): number {
    this.store.run("INSERT OR IGNORE INTO eventgrid_subscriptions (key) VALUES (?)", subscriptionKey);
    return Number(this.store.get("SELECT number FROM eventgrid_subscriptions WHERE key = ?", subscriptionKey)?.number);
  }

  /** Deliveries to be tried now, earliest first. */
  due(subscription: number, now: number, limit: number): Delivery[] {
    return this.store
      .all(
        "SELECT * FROM eventgrid_deliveries WHERE subscription = ? AND given_up IS NULL AND due <= ? ORDER BY due LIMIT ?",
        subscription,
        now,
        limit,
      )
      .map(deliveryOf);
  }

  /** When the next delivery after `now` is due. */
  nextDue(subscription: number, now: number): number | undefined {
    return minimum(
      this.store.get(
        "SELECT min(due) AS due FROM eventgrid_deliveries WHERE subscription = ? AND given_up IS NULL AND due > ?",
        subscription,
        now,
      ),
    );
  }

  /** Whether a delivery is still to be tried, now or later. */
  isTried(subscription: number, event: number): boolean {
    const sql = "SELECT 1 FROM eventgrid_deliveries WHERE subscription = ? AND event = ? AND given_up IS NULL";
    return this.store.get(sql, subscription, event) !== undefined;
  }

  /** Given-up deliveries to be written now, earliest first. */
  dead(subscription: number, now: number, limit: number): Delivery[] {
    return this.store
      .all(
        "SELECT * FROM eventgrid_deliveries WHERE subscription = ? AND given_up IS NOT NULL AND due <= ? ORDER BY due LIMIT ?",
        subscription,
        now,
        limit,
      )
      .map(deliveryOf);
  }

  nextDead(subscription: number): number | undefined {
    return minimum(
      this.store.get(
        "SELECT min(due) AS due FROM eventgrid_deliveries WHERE subscription = ? AND given_up IS NOT NULL",
        subscription,
      ),
    );
  }

  event(number: number): StoredEvent | undefined {
    const row = this.store.get("SELECT * FROM eventgrid_events WHERE number = ?", number);
    return (
      row && {
        id: String(row.id),
        dataVersion: String(row.data_version),
        json: String(row.json),
        published: Number(row.published),
      }
    );
  }

  /** Writes what became of deliveries; an event goes with its last delivery. */
  settle(subscription: number, settlements: readonly Settlement[]): Promise<void> {
    return this.store.write(() => {
      for (const settlement of settlements) {
        if (settlement.kind === "later") this.#postpone(subscription, settlement);
      }
      this.#remove(
        subscription,
        settlements.filter(({ kind }) => kind === "done").map(({ event }) => event),
      );
    });
  }

  /**
   * Drops all that waits for subscriptions other than these: theirs were deleted.
   *
   * @param subscriptionKeys asked when it is written: another may have been made meanwhile.
   */
  async keepOnly(subscriptionKeys: () => readonly string[]): Promise<void> {
    // A number without its key is nobody's: who subscribes under the same name gets another.
    const numbers = await this.store.write(() => {
      this.store.run(
        "UPDATE eventgrid_subscriptions SET key = 'dropped ' || number WHERE key NOT IN (SELECT value FROM json_each(?))",
        JSON.stringify(subscriptionKeys()),
      );
      return this.store
        .all("SELECT number FROM eventgrid_subscriptions WHERE key LIKE 'dropped %'")
        .map(({ number }) => Number(number));
    });
    for (const number of numbers) await this.#drop(number);
  }

  /** Some at a time: nobody else waits long for the disk. */
  async #drop(subscription: number): Promise<void> {
    for (let dropped = DROPPED_AT_ONCE; dropped === DROPPED_AT_ONCE; ) {
      dropped = await this.store.write(() => {
        const events = this.store
          .all("SELECT event FROM eventgrid_deliveries WHERE subscription = ? LIMIT ?", subscription, DROPPED_AT_ONCE)
          .map(({ event }) => Number(event));
        this.#remove(subscription, events);
        return events.length;
      });
    }
    await this.store.write(() => this.store.run("DELETE FROM eventgrid_subscriptions WHERE number = ?", subscription));
  }

  #insert({ id, dataVersion, json }: PublishedEvent, subscriptions: readonly number[], now: number): void {
    this.#lastEvent += 1;
    this.store.run("INSERT INTO eventgrid_events VALUES (?, ?, ?, ?, ?)", this.#lastEvent, id, dataVersion, json, now);
    for (const subscription of subscriptions) {
      this.store.run(
        "INSERT INTO eventgrid_deliveries (subscription, event, due) VALUES (?, ?, ?)",
        subscription,
        this.#lastEvent,
        now,
      );
    }
  }

  #remove(subscription: number, events: readonly number[]): void {
    let [deliveries, bytes] = [0, 0];
    for (const event of events) {
      deliveries += this.store.run(
        "DELETE FROM eventgrid_deliveries WHERE subscription = ? AND event = ?",
        subscription,
        event,
      );
      const gone = this.store.get(
        "DELETE FROM eventgrid_events WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM eventgrid_deliveries WHERE event = ?1) RETURNING octet_length(json) AS bytes",
        event,
      );
      bytes += Number(gone?.bytes ?? 0);
    }
    if (deliveries > 0) this.#backlog.add(-deliveries, -bytes);
  }

  #postpone(subscription: number, settlement: Settlement & { readonly kind: "later" }): void {
    this.store.run(
      "UPDATE eventgrid_deliveries SET due = ?, attempts = ?, outcome = ?, last_attempt = ?, given_up = ?, given_up_at = ? WHERE subscription = ? AND event = ?",
      settlement.due,
      settlement.attempts,
      settlement.outcome ?? null,
      settlement.lastAttempt ?? null,
      settlement.givenUp ?? null,
      settlement.givenUpAt ?? null,
      subscription,
      settlement.event,
    );
  }
}

const minimum = (row: Row | undefined): number | undefined => (row?.due == null ? undefined : Number(row.due));

const deliveryOf = (row: Row): Delivery => ({
  event: Number(row.event),
  attempts: Number(row.attempts),
  outcome: row.outcome === null ? undefined : String(row.outcome),
  lastAttempt: row.last_attempt === null ? undefined : Number(row.last_attempt),
  givenUp: row.given_up === null ? undefined : String(row.given_up),
  givenUpAt: row.given_up_at === null ? undefined : Number(row.given_up_at),
});
