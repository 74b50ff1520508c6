import { randomUUID } from "node:crypto";
import type { Platform } from "../shared/service.js";
import { handshakeFailed } from "./arm-errors.js";
import { type CallResult, call } from "./call.js";
import { ORIGIN } from "./constants.js";
import { fixedHeaders } from "./delivery-attributes.js";
import type { Destination, WebHook } from "./destination.js";
import { statusName } from "./status-name.js";
import type { Subscription } from "./subscription.js";
import { usTime } from "./us-time.js";

/** The rate in deliveries a minute that the vendor's sample asks for. */
const REQUEST_RATE = "120";
const TRIES = 2;
const PAUSE_AFTER_TIMEOUT_MS = 5_000;

/**
 * Asks a webhook whether it wants the events, as Event Grid does when a subscription is made or changed.
 * Consent that is given later, by the validation URL or the callback, is not supported: neither is sent.
 *
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
 * @throws AzureError when it does not consent
 */
export async function handshake(platform: Platform, subscription: Subscription & Hook): Promise<void> {
  const cloudEvents = subscription.schema === "CloudEventSchemaV1_0";
  const ask = cloudEvents ? askByOptions : askByEvent;
  for (let tries = 1; ; tries += 1) {
    const { answer, consents } = platform.misbehaviours.strikes("handshake-fails", subscription.id)
      ? UNAVAILABLE
      : await ask(platform, subscription);
    if (consents) return;
    if (!("failure" in answer) || answer.failure !== "TimedOut" || tries === TRIES) {
      throw refusal(platform, subscription, cloudEvents, answer);
    }
    await new Promise<void>((resolve) => platform.clock.after(PAUSE_AFTER_TIMEOUT_MS, resolve));
  }
}

/** A subscription with a webhook. */
type Hook = { readonly destination: Destination & WebHook };

type Asked = { readonly answer: CallResult; readonly consents: boolean };
const UNAVAILABLE: Asked = { answer: { status: 503, headers: new Headers(), body: "" }, consents: false };

async function askByOptions(platform: Platform, { destination }: Hook): Promise<Asked> {
  const headers = {
    ...fixedHeaders(destination.attributes),
    "webhook-request-origin": ORIGIN,
    "webhook-request-rate": REQUEST_RATE,
  };
  const answer = await call(platform, destination.url, { method: "OPTIONS", headers });
  if ("failure" in answer || answer.status !== 200) return { answer, consents: false };
  // The Functions host sends no WebHook-Allowed-Rate, and Event Grid takes it.
  const allowed = answer.headers.get("webhook-allowed-origin")?.trim().toLowerCase();
  return { answer, consents: allowed === "*" || allowed === ORIGIN };
}

async function askByEvent(platform: Platform, { destination, name, topicId }: Subscription & Hook): Promise<Asked> {
  const code = randomUUID().toUpperCase();
  const event = {
    id: randomUUID(),
    topic: topicId,
    subject: "",
    data: { validationCode: code },
    eventType: "Microsoft.EventGrid.SubscriptionValidationEvent",
    eventTime: platform.clock.now().toISOString(),
    metadataVersion: "1",
    dataVersion: "1",
  };
  const answer = await call(platform, destination.url, {
    method: "POST",
    headers: {
      ...fixedHeaders(destination.attributes),
      "content-type": "application/json; charset=utf-8",
      "aeg-event-type": "SubscriptionValidation",
      "aeg-subscription-name": name.toUpperCase(),
    },
    body: JSON.stringify([event]),
  });
  // The Functions host answers with plain text, so the content type says nothing.
  return { answer, consents: "status" in answer && answer.status === 200 && responseIn(answer.body) === code };
}

function responseIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { validationResponse?: unknown } | null)?.validationResponse;
  } catch {
    return undefined;
  }
}

/** The service's sentence, misspelling included (Azure/azure-cli issues 21006 and 27768). */
function refusal({ clock }: Platform, { destination }: Hook, cloudEvents: boolean, answer: CallResult) {
  const code = "failure" in answer ? "Unknown" : statusName(answer.status);
  const [method, page] = cloudEvents ? ["OPTIONS", "esvalidationcloudevent"] : ["POST", "esvalidation"];
  const local =
    "status" in answer && answer.status === 200
      ? ` The answer does not consent, and the local Azure does not support consent that is given later.`
      : "";
  return handshakeFailed(
    `Webhook validation handshake failed for ${destination.baseUrl}. Http ${method} request failed with response code ${code}. For troublehooting, visit https://aka.ms/${page}. Activity id:${randomUUID()}, timestamp: ${usTime(clock.now())} (UTC).${local}`,
  );
}
