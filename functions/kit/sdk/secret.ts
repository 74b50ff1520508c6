import { SecretClient } from "@azure/keyvault-secrets";
import { credential } from "../credential.js";
import { CALL_RETRIES, CALL_RETRY_PAUSE_MS } from "../limits.js";

export const openVault = (url: URL): SecretClient =>
  new SecretClient(url.origin, credential(), {
    retryOptions: { maxRetries: CALL_RETRIES, maxRetryDelayInMs: CALL_RETRY_PAUSE_MS },
  });
