import type { Decision, Right } from "../shared/access.js";
import type { Clock } from "../shared/clock.js";
import type { Row, Store } from "../shared/store.js";

const FLUSH_MS = 1000;

/** Decisions that were the same but for their time. */
export interface CountedDecision {
  /** Object id. */
  readonly principal: string;
  readonly operation: string;
  /** Any of these alternatives would do; all rights of one alternative are needed. */
  readonly anyOf: readonly (readonly Right[])[];
  /** ARM id. */
  readonly scope: string;
  readonly allowed: boolean;
  /** Id of the role assignment that allowed it. */
  readonly assignment?: string;
  readonly count: number;
  readonly last: Date;
}

interface Counted {
  readonly decision: Decision;
  readonly anyOf: string;
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
    store.define(`CREATE TABLE IF NOT EXISTS counted_decisions (
      principal TEXT, operation TEXT, any_of TEXT, scope TEXT, allowed INTEGER, assignment TEXT, count INTEGER, last INTEGER,
      PRIMARY KEY (principal, operation, any_of, scope, allowed, assignment)
    ) STRICT`);
  }

  record(decision: Decision): void {
    if (this.#closed) return;
    const { principal, request, allowed, assignment } = decision;
    const anyOf = JSON.stringify(request.anyOf);
    const key = [principal.id, request.operation, anyOf, request.scope, allowed, assignment].join("\n");
    const counted = this.#counted.get(key) ?? { decision, anyOf, count: 0, last: 0 };
    counted.count += 1;
    counted.last = this.clock.now().getTime();
    this.#counted.set(key, counted);
    this.#cancel ??= this.clock.after(FLUSH_MS, () => void this.flush());
  }

  /** All that was decided until now. */
  async all(): Promise<CountedDecision[]> {
    await this.flush();
    return this.store.all("SELECT * FROM counted_decisions ORDER BY last").map(read);
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
      for (const { decision, anyOf, count, last } of counted) {
        const { principal, request, allowed, assignment } = decision;
        this.store.run(
          `INSERT INTO counted_decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET count = count + excluded.count, last = excluded.last`,
          principal.id,
          request.operation,
          anyOf,
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

const read = (row: Row): CountedDecision => ({
  principal: String(row.principal),
  operation: String(row.operation),
  anyOf: JSON.parse(String(row.any_of)),
  scope: String(row.scope),
  allowed: row.allowed === 1,
  ...(row.assignment === "" ? {} : { assignment: String(row.assignment) }),
  count: Number(row.count),
  last: new Date(Number(row.last)),
});
