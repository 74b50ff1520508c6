import { randomUUID } from "node:crypto";

/**
 * A refusal of the login, with Entra's own number and text. The body is what the SDKs read and print.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export class LoginRefusal extends Error {
  override readonly name = "LoginRefusal";

  /**
   * @param error OAuth's word, e.g. `invalid_client`.
   * @param number of `AADSTS…`.
   */
  constructor(
    readonly status: 400 | 401,
    readonly error: string,
    readonly number: number,
    text: string,
  ) {
    super(`AADSTS${number}: ${text}`);
  }

  /** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#error-response */
  body(now: Date): object {
    const [trace, correlation, timestamp] = [randomUUID(), randomUUID(), `${now.toISOString().slice(0, 19)}Z`];
    const time = timestamp.replace("T", " ");
    return {
      error: this.error,
      error_description: `${this.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${time}`,
      error_codes: [this.number],
      timestamp: time,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${this.number}`,
    };
  }
}
