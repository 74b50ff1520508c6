import { randomUUID } from "node:crypto";
import type { Clock } from "../../shared/clock.js";
import type { Row, Store } from "../../shared/store.js";

/** States that clients of the deployment endpoint know: https://github.com/Azure/azure-functions-core-tools, DeployStatus.cs. */
export const DEPLOY_STATUS = { deploying: 2, failed: 3, success: 4 } as const;
export type DeployStatus = (typeof DEPLOY_STATUS)[keyof typeof DEPLOY_STATUS];

/** How many deployments of a site are remembered. */
const KEPT = 20;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS functions_deployments (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  site TEXT NOT NULL,
  status INTEGER NOT NULL,
  message TEXT NOT NULL,
  received TEXT NOT NULL,
  ended TEXT
);
CREATE INDEX IF NOT EXISTS functions_deployments_site ON functions_deployments (site, number);`;

export interface Deployment {
  readonly id: string;
  readonly status: DeployStatus;
  /** What came of it, for people. */
  readonly message: string;
  /** ISO times. */
  readonly received: string;
  readonly ended?: string;
}

/** What was deployed to which site. */
export class Deployments {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    store.define(SCHEMA);
  }

  async begin(siteId: string): Promise<string> {
    const id = randomUUID();
    const site = siteId.toLowerCase();
    await this.#store.write(() => {
      this.#store.run(
        "INSERT INTO functions_deployments (id, site, status, message, received) VALUES (?, ?, ?, ?, ?)",
        id,
        site,
        DEPLOY_STATUS.deploying,
        "Deployment in progress.",
        this.#clock.now().toISOString(),
      );
      this.#store.run(
        `DELETE FROM functions_deployments WHERE site = ? AND id <> coalesce(?, '') AND number NOT IN
          (SELECT number FROM functions_deployments WHERE site = ? ORDER BY number DESC LIMIT ${KEPT})`,
        site,
        this.live(siteId) ?? null,
        site,
      );
    });
    return id;
  }

  end(id: string, status: DeployStatus, message: string): Promise<unknown> {
    return this.#store.write(() =>
      this.#store.run(
        "UPDATE functions_deployments SET status = ?, message = ?, ended = ? WHERE id = ?",
        status,
        message,
        this.#clock.now().toISOString(),
        id,
      ),
    );
  }

  /** A deployment that the end of an earlier run cut short did not succeed. */
  failInterrupted(): Promise<unknown> {
    return this.#store.write(() =>
      this.#store.run(
        "UPDATE functions_deployments SET status = ?, message = ?, ended = ? WHERE status = ?",
        DEPLOY_STATUS.failed,
        "The local Azure ended during the deployment.",
        this.#clock.now().toISOString(),
        DEPLOY_STATUS.deploying,
      ),
    );
  }

  /** Newest first. */
  list(siteId: string): Deployment[] {
    const sql = "SELECT * FROM functions_deployments WHERE site = ? ORDER BY number DESC";
    return this.#store.all(sql, siteId.toLowerCase()).map(read);
  }

  /** The deployment whose package the site runs. */
  live(siteId: string): string | undefined {
    const sql = "SELECT id FROM functions_deployments WHERE site = ? AND status = ? ORDER BY number DESC LIMIT 1";
    const row = this.#store.get(sql, siteId.toLowerCase(), DEPLOY_STATUS.success);
    return row === undefined ? undefined : String(row.id);
  }

  forget(siteId: string): Promise<unknown> {
    return this.#store.write(() =>
      this.#store.run("DELETE FROM functions_deployments WHERE site = ?", siteId.toLowerCase()),
    );
  }
}

const read = (row: Row): Deployment => ({
  id: String(row.id),
  status: Number(row.status) as DeployStatus,
  message: String(row.message),
  received: String(row.received),
  ...(row.ended === null ? {} : { ended: String(row.ended) }),
});
