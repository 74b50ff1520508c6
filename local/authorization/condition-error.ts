/** What is wrong with the text of a condition. */
export class ConditionError extends Error {
  override readonly name = "ConditionError";

  /** @param kind malformed on Azure as well; or fine there, and not evaluated here. */
  constructor(
    readonly kind: "malformed" | "unsupported",
    message: string,
  ) {
    super(message);
  }
}
