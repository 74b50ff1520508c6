/** CloudEvents source of what was published by hand. */
export const SOURCE = "/by-hand";

/** An event that was checked, and the topic that it goes to. */
export interface ToSend {
  readonly type: string;
  readonly id: string;
  readonly data: unknown;
  /** URL of the topic. */
  readonly endpoint: string;
}
