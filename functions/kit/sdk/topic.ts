import { EventGridPublisherClient } from "@azure/eventgrid";
import { credential } from "../credential.js";
import { CALL_RETRIES, CALL_RETRY_PAUSE_MS } from "../limits.js";

export const openTopic = (url: URL): EventGridPublisherClient<"CloudEvent"> =>
  new EventGridPublisherClient(url.href, "CloudEvent", credential(), {
    retryOptions: { maxRetries: CALL_RETRIES, maxRetryDelayInMs: CALL_RETRY_PAUSE_MS },
  });
