/** What the errors of all Azure SDKs have in common (`RestError` of `@azure/core-rest-pipeline`). */
export interface ServiceError extends Error {
  readonly statusCode: number;
  /** The service's own code, e.g. `BlobNotFound`. */
  readonly code?: string;
}

/**
 * Tells a service's answer from other failures. By shape, so that the kit does not load an SDK to ask.
 *
 * @param code the service's code that the error must have; any when left out.
 */
export function isServiceError(error: unknown, statusCode: number, code?: string): error is ServiceError {
  if (!(error instanceof Error) || !("statusCode" in error) || error.statusCode !== statusCode) return false;
  return code === undefined || serviceCodeOf(error) === code;
}

/** Tables put their code in the parsed body, the other services in `code`. */
function serviceCodeOf(error: Error & { code?: unknown; details?: unknown }): unknown {
  const odata = (error.details as { odataError?: { code?: unknown } } | undefined)?.odataError;
  return odata?.code ?? error.code;
}
