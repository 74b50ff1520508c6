/** What a service answered instead of doing it. Its text has no address: that may hold a signature. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  constructor(
    operation: string,
    target: string,
    readonly status: number,
    readonly code: string,
  ) {
    super(`${operation} ${target}: ${status} ${code}`.trimEnd());
  }
}

/**
 * Reads an answer that is no success.
 *
 * @param target e.g. `queue 'orders' of account 'stapp'`.
 */
export async function serviceError(operation: string, target: string, response: Response): Promise<ServiceError> {
  const text = await response.text();
  const code =
    response.headers.get("x-ms-error-code") ??
    /<Code>(\w+)<\/Code>/.exec(text)?.[1] ??
    /"code"\s*:\s*"(\w+)"/.exec(text)?.[1] ??
    response.statusText;
  return new ServiceError(operation, target, response.status, code);
}
