import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";

export type Row = Record<string, SQLOutputValue>;

/** SQLite's primary codes of a disk that fails or is full, or of a file that somebody else holds. */
const DISK_CODES = { busy: 5, locked: 6, readOnly: 8, ioError: 10, full: 13, cannotOpen: 14 };

/**
 * Whether the disk is to blame for an error of the store: it may pass, and nothing of the work was written.
 *
 * @see https://www.sqlite.org/rescode.html
 */
export function isDiskFailure(error: unknown): error is Error {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) : Number.NaN;
  // The low byte is the primary code, what is above it tells more.
  return Object.values(DISK_CODES).includes(code & 0xff);
}

/** The file that is written ahead may keep this much room, in bytes, after it was copied back. */
const JOURNAL_BYTES = 64 * 1024 * 1024;

/**
 * The one place on disk for resources, events, decisions and traces: SQLite in WAL mode with full synchronisation.
 *
 * Writes of one turn of the event loop share one transaction and so one sync to disk (group commit).
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #pending: {
    readonly work: () => unknown;
    readonly resolve: (value: never) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];

  /** @param file path of the database, or `:memory:`. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA journal_size_limit = ${JOURNAL_BYTES};`,
    );
  }

  /** Creates what a service keeps. Statements must be repeatable (`CREATE TABLE IF NOT EXISTS`). */
  define(schema: string): void {
    this.#database.exec(schema);
  }

  all(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.#prepare(sql).all(...values);
  }

  get(sql: string, ...values: (string | number | null)[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  /** Runs a statement inside `write`. Alone it is a transaction of its own, synced at once. */
  run(sql: string, ...values: (string | number | null)[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /**
   * Does the work in the next group commit.
   *
   * @param work synchronous statements; if they throw, only this work is undone.
   * @returns its result, once it is on disk.
   */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#pending.push({ work, resolve, reject }) === 1) setImmediate(() => this.#commit());
    });
  }

  close(): void {
    this.#commit();
    this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #commit(): void {
    const group = this.#pending;
    this.#pending = [];
    if (group.length === 0) return;
    const settle: (() => void)[] = [];
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      for (const { work, resolve, reject } of group) {
        this.#database.exec("SAVEPOINT work");
        try {
          const result = work();
          this.#database.exec("RELEASE work");
          settle.push(() => resolve(result as never));
        } catch (error) {
          // A disk that is full or fails may have ended the whole transaction: then it is undone for all.
          if (!this.#database.isTransaction) throw error;
          this.#database.exec("ROLLBACK TO work; RELEASE work");
          settle.push(() => reject(error));
        }
      }
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      for (const { reject } of group) reject(error);
      return;
    }
    for (const done of settle) done();
  }
}
