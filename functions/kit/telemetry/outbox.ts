/** Pieces that wait to be sent, one or two megabytes; the oldest goes first when it is full. */
export const WAITING_LIMIT = 2_000;
const BATCH_LIMIT = 500;
const PAUSE_MS = 2_000;
/** The first pause after a failure; it doubles with each. */
const RETRY_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;

/** An envelope as JSON: a thousand texts that wait cost the garbage collector less than what they are texts of. */
export type Piece = string;

/** What came of sending. */
export interface Sent {
  /** To be sent again. */
  readonly again: readonly Piece[];
  /** So many will never be taken. */
  readonly refused: number;
  /** Why not all was taken. */
  readonly why?: string;
}

export interface OutboxOptions {
  readonly send: (batch: readonly Piece[]) => Promise<Sent>;
  /** Asked for more just before something is sent. */
  readonly more: () => readonly Piece[];
  /** Told when sending fails, and when it works again (then without a reason). */
  readonly onChange: (why: string | undefined, dropped: number) => void;
  /** @returns what cancels it. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

/**
 * Sends what is put in, a little later and together. Nobody waits for it and nothing fails with it: what cannot be sent
 * is kept up to a limit, and what is over the limit is dropped and counted.
 */
export class Outbox {
  #waiting: Piece[] = [];
  #dropped = 0;
  /** How many were dropped from the front, ever. */
  #shifted = 0;
  #failures = 0;
  #woken = false;
  #why: string | undefined;
  #cancel: (() => void) | undefined;
  #sending: Promise<void> | undefined;

  constructor(private readonly options: OutboxOptions) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  add(piece: Piece): void {
    this.#waiting.push(piece);
    this.#trim();
    this.wake();
    // There is enough for a request; after a failure that is no reason to ask sooner.
    if (this.#waiting.length === BATCH_LIMIT && this.#failures === 0) void this.#begin();
  }

  /** Sends soon, also when nothing but {@link OutboxOptions.more} has something. */
  wake(): void {
    this.#woken = true;
    if (this.#sending === undefined) this.#schedule(PAUSE_MS);
  }

  /** Sends what waits, once. */
  async flush(): Promise<void> {
    await this.#sending;
    await this.#begin();
  }

  #schedule(ms: number): void {
    const { after = later } = this.options;
    this.#cancel ??= after(ms, () => {
      this.#cancel = undefined;
      void this.#begin();
    });
  }

  #begin(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
      if (this.#waiting.length > 0 || this.#woken) this.#schedule(this.#pauseMs());
    });
    return this.#sending;
  }

  async #send(): Promise<void> {
    this.#woken = false;
    this.#waiting.push(...this.options.more());
    this.#trim();
    const batch = this.#waiting.slice(0, BATCH_LIMIT);
    const shifted = this.#shifted;
    if (batch.length === 0) return;
    const sent = await this.options
      .send(batch)
      .catch((error: unknown): Sent => ({ again: batch, refused: 0, why: wordsOf(error) }));
    if (sent.again.length < batch.length) {
      // By their place, and not their text: two may say the same. What was over the limit meanwhile is gone from the front.
      const gone = this.#shifted - shifted;
      this.#waiting.splice(0, Math.max(0, batch.length - gone));
      this.#waiting.unshift(...sent.again);
    }
    this.#dropped += sent.refused;
    this.#failures = sent.again.length > 0 ? this.#failures + 1 : 0;
    if (sent.why !== this.#why) this.options.onChange(sent.why, this.#dropped);
    this.#why = sent.why;
  }

  #trim(): void {
    const over = this.#waiting.length - WAITING_LIMIT;
    if (over <= 0) return;
    this.#waiting.splice(0, over);
    this.#shifted += over;
    this.#dropped += over;
  }

  #pauseMs(): number {
    if (this.#failures === 0) return this.#waiting.length < BATCH_LIMIT ? PAUSE_MS : 0;
    return Math.min(LONGEST_PAUSE_MS, RETRY_PAUSE_MS * 2 ** (this.#failures - 1));
  }
}

/** The error's kind, not its text, which may hold an address with a key. */
const wordsOf = (error: unknown): string =>
  error instanceof Error ? String((error as { code?: unknown }).code ?? error.name) : typeof error;

/** Does not keep the process from ending. */
function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
}
