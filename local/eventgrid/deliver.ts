import { AzureError } from "../shared/azure-error.js";
import type { Platform } from "../shared/service.js";
import { type CallResult, call } from "./call.js";
import { deliveryRequest, inDeliverySchema } from "./delivery-format.js";
import { type AzureFunction, functionIn } from "./destination.js";
import type { StoredEvent } from "./event-store.js";
import { putMessage } from "./put-message.js";
import type { Subscription } from "./subscription.js";

/** What the host of a function answers while it is not up. */
const UNAVAILABLE = 503;

/**
 * Brings events to the destination of their subscription in one request.
 *
 * @param events at least one; more only where the destination takes batches.
 * @param attempts made before.
 * @param ended aborts the call; then the promise rejects.
 * @param late is told what a webhook or a function answers after its thirty seconds.
 */
export async function deliver(
  platform: Platform,
  subscription: Subscription,
  events: readonly [StoredEvent, ...StoredEvent[]],
  attempts: number,
  ended: AbortSignal,
  late: (result: CallResult) => void,
): Promise<CallResult> {
  const { destination } = subscription;
  try {
    if (destination.kind === "StorageQueue") {
      return await putMessage(platform, destination, inDeliverySchema(subscription, events[0]), ended);
    }
    const url = destination.kind === "WebHook" ? destination.url : await functionUrl(platform, destination);
    return await call(platform, url, deliveryRequest(subscription, events, attempts), ended, late);
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return { status: error.status === 404 ? 404 : UNAVAILABLE, headers: new Headers(), body: error.message };
  }
}

/**
 * The webhook of a function, with the key that its host made for Event Grid: asked for at each delivery, by rights of
 * the service's own, so that a key that was rotated needs no new subscription.
 *
 * @see https://learn.microsoft.com/azure/event-grid/authenticate-with-microsoft-entra-id
 * @throws AzureError when the site is gone, or its host is not up
 */
async function functionUrl({ arm }: Platform, destination: AzureFunction): Promise<string> {
  const { site, name } = functionIn(destination);
  const { systemKeys } = (await arm.act(site, "host/default/listKeys", {})) as {
    systemKeys?: Readonly<Record<string, string>>;
  };
  const host = String(arm.read(site)?.outputs.defaultHostName);
  const query = new URLSearchParams({ functionName: name, code: systemKeys?.eventgrid_extension ?? "" });
  return `https://${host}/runtime/webhooks/eventgrid?${query}`;
}
