import { ContainerClient } from "@azure/storage-blob";
import { credential } from "../credential.js";
import { CALL_RETRIES, CALL_RETRY_PAUSE_MS } from "../limits.js";

export const openBlobContainer = (url: URL): ContainerClient =>
  new ContainerClient(url.href, credential(), {
    // Storage counts tries, not retries.
    retryOptions: { maxTries: CALL_RETRIES + 1, maxRetryDelayInMs: CALL_RETRY_PAUSE_MS },
  });
