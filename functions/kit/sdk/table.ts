import { TableClient } from "@azure/data-tables";
import { credential } from "../credential.js";
import { CALL_RETRIES, CALL_RETRY_PAUSE_MS } from "../limits.js";

export const openTable = (url: URL): TableClient =>
  new TableClient(url.origin, url.pathname.slice(1), credential(), {
    retryOptions: { maxRetries: CALL_RETRIES, maxRetryDelayInMs: CALL_RETRY_PAUSE_MS },
  });
