import type { Decision } from "../shared/access.js";
import type { Clock } from "../shared/clock.js";
import type { Store } from "../shared/store.js";

const FLUSH_MS = 1000;

interface Counted {
  readonly decision: Decision;
  count: number;
  last: number;
}

/**
 * Every decision, counted by who, what, where and why: the record of which grants are used. A decision is no
 * event that must survive a crash; the last second may be lost.
 */
export class DecisionLog {
  readonly #counted = new Map<string, Counted>();
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    store.define(`CREATE TABLE IF NOT EXISTS decisions (
      principal TEXT, operation TEXT, rights TEXT, scope TEXT, allowed INTEGER, assignment TEXT, count INTEGER, last INTEGER,
      PRIMARY KEY (principal, operation, scope, allowed, assignment)
    ) STRICT`);
  }

  record(decision: Decision): void {
    if (this.#closed) return;
    const { principal, request, allowed, assignment } = decision;
    const key = [principal.id, request.operation, request.scope, allowed, assignment].join("\n");
    const counted = this.#counted.get(key) ?? { decision, count: 0, last: 0 };
    counted.count += 1;
    counted.last = this.clock.now().getTime();
    this.#counted.set(key, counted);
    this.#cancel ??= this.clock.after(FLUSH_MS, () => void this.flush());
  }

  /** Writes what is left; what is decided from then on is not recorded. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  /** Writes what was counted since the last time. */
  async flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const counted = [...this.#counted.values()];
    this.#counted.clear();
    await this.store.write(() => {
      for (const { decision, count, last } of counted) {
        const { principal, request, allowed, assignment } = decision;
        const rights = request.anyOf.map((all) => all.map((right) => right.name).join(" + ")).join(" or ");
        this.store.run(
          `INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET count = count + excluded.count, last = excluded.last`,
          principal.id,
          request.operation,
          rights,
          request.scope,
          Number(allowed),
          assignment ?? "",
          count,
          last,
        );
      }
    });
  }
}
