import type { Store } from "../shared/store.js";

/** How much may wait on disk. */
export interface BacklogBound {
  /** Deliveries: an event counts once for each subscription that it waits for. */
  readonly deliveries: number;
  /** Bytes of the events. */
  readonly bytes: number;
}

/** As much waits as may: publishers have to come again later. */
export class BacklogFull extends Error {
  override readonly name = "BacklogFull";
}

/**
 * How much waits, counted along with what is written, so that nobody has to count the tables. All but the constructor
 * is to be called within a write of the store.
 */
export class Backlog {
  constructor(
    private readonly store: Store,
    private readonly bound: BacklogBound,
  ) {
    store.define(`CREATE TABLE IF NOT EXISTS eventgrid_backlog
      (id INTEGER PRIMARY KEY CHECK (id = 1), deliveries INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT`);
    // What waited before it was counted is counted now, once.
    store.define(`INSERT INTO eventgrid_backlog
      SELECT 1, (SELECT count(*) FROM eventgrid_deliveries), (SELECT ifnull(sum(octet_length(json)), 0) FROM eventgrid_events)
      WHERE NOT EXISTS (SELECT 1 FROM eventgrid_backlog)`);
  }

  /** @throws BacklogFull */
  requireRoom(): void {
    const row = this.store.get("SELECT deliveries, bytes FROM eventgrid_backlog");
    const waiting = { deliveries: Number(row?.deliveries), bytes: Number(row?.bytes) };
    if (waiting.deliveries < this.bound.deliveries && waiting.bytes < this.bound.bytes) return;
    throw new BacklogFull(`${waiting.deliveries} deliveries and ${waiting.bytes} bytes of events wait`);
  }

  add(deliveries: number, bytes: number): void {
    this.store.run("UPDATE eventgrid_backlog SET deliveries = deliveries + ?, bytes = bytes + ?", deliveries, bytes);
  }
}
