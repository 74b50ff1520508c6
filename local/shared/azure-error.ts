/**
 * A refusal in Azure's own terms. Each service writes it in its own wire format; Azure Resource Manager and
 * the provider as `{"error": {"code", "message"}}`.
 */
export class AzureError extends Error {
  override readonly name = "AzureError";

  /**
   * @param status HTTP status.
   * @param code Azure's error code, e.g. `ResourceNotFound`.
   * @param message what Azure says; never a key, token or secret.
   * @param details finer causes, where Azure lists them.
   * @param retryAfterS when to come again: the header `Retry-After`.
   */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly { readonly code: string; readonly message: string; readonly target?: string }[] = [],
    readonly retryAfterS?: number,
  ) {
    super(message);
  }
}
