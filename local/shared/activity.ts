/** One thing that happened, for `logs`, the live view and tests: data, not prose. */
export interface Activity {
  /** When it ended. */
  readonly at: Date;
  /** Name of the service, e.g. `eventgrid`. */
  readonly service: string;
  /** What happened, in the service's words: `accepted`, `delivered`, `retrying`, `invoked`, `Put Blob`, `denied`. */
  readonly what: string;
  /** What it happened to: an ARM id, or a URL without its query. */
  readonly target: string;
  /** What ties it to its cause: the event's id, or the blob's name. */
  readonly subject?: string;
  /** Kind of event, of an event that was published: its CloudEvents type. */
  readonly type?: string;
  readonly status?: number;
  readonly ms?: number;
  /** A sentence for people. Never a key, token or secret. */
  readonly note?: string;
}

/** What happened lately, newest last. */
export interface Activities {
  record(activity: Omit<Activity, "at">): void;
  /** Calls back for every activity from now on; the result ends it. */
  follow(listener: (activity: Activity) => void): () => void;
}
