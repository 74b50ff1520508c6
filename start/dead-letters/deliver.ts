import type { TokenCredential } from "@azure/identity";
import { type Http, http } from "../../infra/shipping/http.js";
import { masked } from "../../infra/shipping/masked.js";
import type { DeadLetter } from "./dead-letter.js";
import { hostKeys, type Site } from "./host-keys.js";
import { type Stack, type Subscription, subscriptionOf } from "./stack.js";

/** The key that a host makes for Event Grid: it opens the webhooks of that extension, and nothing else. */
const KEY = "eventgrid_extension";
/** As long as Event Grid itself waits for an answer. */
export const DELIVERY_TIMEOUT_MS = 30_000;

/** Brings an event to its function. @returns why the function did not take it; nothing when it did. */
export type Deliver = (letter: DeadLetter) => Promise<string | undefined>;

/**
 * Delivers dead letters as Event Grid delivers, each to the one function that its subscription is for. The key of a
 * host is asked for once, and goes in a header: no URL holds it.
 *
 * @see https://learn.microsoft.com/azure/event-grid/delivery-properties
 * @see https://learn.microsoft.com/azure/azure-functions/event-grid-how-tos
 */
export function createDeliver(stack: Stack, credential: TokenCredential, call: Http = http): Deliver {
  const keys = new Map<string, Promise<string>>();
  const keyOf = (site: string): Promise<string> => {
    const key = keys.get(site) ?? eventGridKey(siteIn(site), credential, call);
    keys.set(site, key);
    return key;
  };
  return async (letter) => {
    const subscription = subscriptionOf(stack, letter.subscription);
    if (subscription === undefined)
      return `stack ${stack.name} has no subscription ${letter.subscription} any more: nobody is there to take it`;
    try {
      return await post(letter, subscription, await keyOf(subscription.site), call);
    } catch (error) {
      return masked((error as Error).message);
    }
  };
}

async function post(
  { event, attempts, subscription: name }: DeadLetter,
  { function: fn, url }: Subscription,
  key: string,
  call: Http,
): Promise<string | undefined> {
  const isCloudEvent = "specversion" in event;
  const answer = await call(`${url}/runtime/webhooks/eventgrid?functionName=${encodeURIComponent(fn)}`, {
    method: "POST",
    headers: {
      "content-type": `application/${isCloudEvent ? "cloudevents+json" : "json"}; charset=utf-8`,
      "aeg-event-type": "Notification",
      "aeg-subscription-name": name,
      "aeg-delivery-count": String(attempts ?? 0),
      "aeg-metadata-version": "1",
      "x-functions-key": key,
    },
    // The Event Grid schema is always an array; a single CloudEvent stands alone.
    body: Buffer.from(JSON.stringify(isCloudEvent ? event : [event])),
    timeoutMs: DELIVERY_TIMEOUT_MS,
  });
  const text = await answer.text();
  if (answer.status >= 200 && answer.status <= 299) return undefined;
  return masked(`the function answers ${answer.status} ${text.replaceAll(key, "***")}`);
}

async function eventGridKey(site: Site, credential: TokenCredential, call: Http): Promise<string> {
  const { systemKeys } = await hostKeys(site, credential, call);
  const key = systemKeys?.[KEY];
  if (!key) throw new Error(`the host of ${site.name} has no key ${KEY}: has it ever run a function for Event Grid?`);
  return key;
}

const SITE = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Web\/sites\/([^/]+)$/i;

function siteIn(id: string): Site {
  const [, subscriptionId = "", resourceGroup = "", name = ""] = SITE.exec(id) ?? [];
  if (name === "") throw new Error(`"${id}" is not the id of a function app`);
  return { subscriptionId, resourceGroup, name };
}
