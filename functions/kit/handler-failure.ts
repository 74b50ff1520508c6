/**
 * A handler failed for a reason that may pass, which is kept as `cause`. Event Grid delivers the event again.
 *
 * The cause's own message is repeated, because the Functions host logs the message and stack of what is thrown to it
 * and not its cause.
 */
export class HandlerFailure extends Error {
  override readonly name = "HandlerFailure";
  readonly retry = true;

  /** @param what the function and what it was doing, e.g. `recorder/recordName: event 1234`. */
  constructor(what: string, cause: unknown) {
    super(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
