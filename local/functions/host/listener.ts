/** What brings an instance work by itself, e.g. a timer or the watch over a queue. */
export interface Listener {
  readonly functionName: string;
  /** @throws when it cannot; the other functions go on. */
  start(): Promise<void>;
  /** Takes nothing new; resolves when what it took is done. */
  stop(): Promise<void>;
}
