import { randomUUID } from "node:crypto";
import { sleep } from "../shared/clock.js";
import type { Platform } from "../shared/service.js";
import { type CallResult, call } from "./call.js";
import type { ConsentOffer } from "./consent-offer.js";
import { ORIGIN } from "./constants.js";
import { fixedHeaders } from "./delivery-attributes.js";
import type { Destination, WebHook } from "./destination.js";
import { refusedHandshake } from "./handshake-refusal.js";
import type { LateConsents } from "./late-consents.js";
import type { Subscription } from "./subscription.js";

/** The rate in deliveries a minute that the vendor's sample asks for. */
const REQUEST_RATE = "120";
const TRIES = 2;
const PAUSE_AFTER_TIMEOUT_MS = 5_000;

/**
 * Asks a webhook whether it wants the events, as Event Grid does when a subscription is made or changed.
 *
 * @param region of the topic, e.g. `westeurope`.
 * @returns nothing once it consents; what it may still consent by, when it answered and left that open.
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
 * @throws AzureError when it does not consent
 */
export async function handshake(
  platform: Platform,
  consents: LateConsents,
  subscription: Subscription & Hook,
  region: string,
): Promise<ConsentOffer | undefined> {
  const ask = subscription.schema === "CloudEventSchemaV1_0" ? askByOptions : askByEvent;
  for (let tries = 1; ; tries += 1) {
    const offer = consents.offer(subscription.name, region);
    const { answer, consent } = platform.misbehaviours.strikes("handshake-fails", subscription.id)
      ? UNAVAILABLE
      : await ask(platform, subscription, offer);
    if (consent === "open") return offer;
    consents.withdraw(offer);
    if (consent === "given") return undefined;
    if (!("failure" in answer) || answer.failure !== "TimedOut" || tries === TRIES) {
      throw refusedHandshake(platform.clock, subscription, answer);
    }
    await sleep(platform.clock, PAUSE_AFTER_TIMEOUT_MS);
  }
}

/** A subscription with a webhook. */
type Hook = { readonly destination: Destination & WebHook };

interface Asked {
  readonly answer: CallResult;
  readonly consent: "given" | "open" | "refused";
}

const UNAVAILABLE: Asked = { answer: { status: 503, headers: new Headers(), body: "" }, consent: "refused" };

async function askByOptions(platform: Platform, { destination }: Hook, offer: ConsentOffer): Promise<Asked> {
  const headers = {
    ...fixedHeaders(destination.attributes),
    "webhook-request-origin": ORIGIN,
    "webhook-request-callback": offer.url,
    "webhook-request-rate": REQUEST_RATE,
  };
  const answer = await call(platform, destination.url, { method: "OPTIONS", headers });
  if ("failure" in answer || answer.status !== 200) return { answer, consent: "refused" };
  // The Functions host sends no WebHook-Allowed-Rate, and Event Grid takes it.
  const allowed = answer.headers.get("webhook-allowed-origin")?.trim().toLowerCase() ?? "";
  // Who consents by the callback withholds the header.
  if (allowed === "") return { answer, consent: "open" };
  return { answer, consent: allowed === "*" || allowed === ORIGIN ? "given" : "refused" };
}

async function askByEvent(
  platform: Platform,
  { destination, name, topicId }: Subscription & Hook,
  { code, url }: ConsentOffer,
): Promise<Asked> {
  const event = {
    id: randomUUID(),
    topic: topicId,
    subject: "",
    data: { validationCode: code, validationUrl: url },
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
  if ("failure" in answer || answer.status !== 200) return { answer, consent: "refused" };
  // The Functions host answers with plain text, so the content type says nothing.
  return { answer, consent: responseIn(answer.body) === code ? "given" : "open" };
}

function responseIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { validationResponse?: unknown } | null)?.validationResponse;
  } catch {
    return undefined;
  }
}
