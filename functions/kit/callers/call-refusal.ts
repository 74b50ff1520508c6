/** Why a call does not reach its handler, for the log: who calls is told less. */
export type RefusalReason =
  | "noToken"
  | "tooLong"
  | "malformed"
  | "algorithm"
  | "issuer"
  | "unknownKey"
  | "signature"
  | "audience"
  | "tenant"
  | "claims"
  | "expired"
  | "notYetValid";

/** A token that is not taken. */
export class TokenRefusal extends Error {
  override readonly name = "TokenRefusal";

  constructor(
    readonly reason: RefusalReason,
    cause?: unknown,
  ) {
    super(`the token is refused: ${reason}`, { cause });
  }
}

/** Nobody can tell now whether a token is good: its issuer's keys are not to be had. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";

  constructor(
    readonly issuer: string,
    /** From when on it makes sense to try again. */
    readonly retryAfterSeconds: number,
    cause?: unknown,
  ) {
    super(`the keys of ${issuer} cannot be had${cause instanceof Error ? `: ${cause.message}` : ""}`, { cause });
  }
}
