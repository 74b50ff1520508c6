import { randomUUID } from "node:crypto";
import type { AzureError } from "../shared/azure-error.js";
import type { Clock } from "../shared/clock.js";
import { handshakeFailed } from "./arm-errors.js";
import type { CallResult } from "./call.js";
import { CONSENT_MS, MINUTE_MS } from "./constants.js";
import type { WebHook } from "./destination.js";
import { statusName } from "./status-name.js";
import type { DeliverySchema } from "./subscription.js";
import { usTime } from "./us-time.js";

/** Whose handshake failed: its URL is shown without the query. */
export interface Asked {
  readonly destination: WebHook;
  readonly schema: DeliverySchema;
}

/** Says that a webhook refused: by its status, by no answer, or by consenting to somebody else. */
export function refusedHandshake(clock: Clock, asked: Asked, answer: CallResult): AzureError {
  const code = "failure" in answer ? "Unknown" : statusName(answer.status);
  const local = code === "OK" ? " The answer consents to another origin." : "";
  return refusal(clock, asked, `request failed with response code ${code}.`, local);
}

/**
 * Says that nobody opened the URL in time. The service's words for it are known in part: its users quote
 * `Http GET is expected on the validation url`, and `(within 10 minutes)`.
 */
export function missedConsent(clock: Clock, asked: Asked): AzureError {
  const where =
    asked.schema === "CloudEventSchemaV1_0"
      ? "that is included in the 'WebHook-Request-Callback' request header"
      : "that is included in the validation event";
  return refusal(
    clock,
    asked,
    `request returned response code OK without consent. Http GET is expected on the validation url ${where}(within ${CONSENT_MS / MINUTE_MS} minutes).`,
  );
}

/** The service's sentence, misspelling included (Azure/azure-cli issues 21006 and 27768). */
function refusal(clock: Clock, { destination, schema }: Asked, what: string, local = ""): AzureError {
  const [method, page] =
    schema === "CloudEventSchemaV1_0" ? ["OPTIONS", "esvalidationcloudevent"] : ["POST", "esvalidation"];
  return handshakeFailed(
    `Webhook validation handshake failed for ${destination.baseUrl}. Http ${method} ${what} For troublehooting, visit https://aka.ms/${page}. Activity id:${randomUUID()}, timestamp: ${usTime(clock.now())} (UTC).${local}`,
  );
}
