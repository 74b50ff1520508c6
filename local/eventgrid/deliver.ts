import { AzureError } from "../shared/azure-error.js";
import type { Platform } from "../shared/service.js";
import { type CallResult, call } from "./call.js";
import { type AzureFunction, type Destination, functionIn } from "./destination.js";

/** What the host of a function answers while it is not up. */
const UNAVAILABLE = 503;

/**
 * Sends a request to a destination.
 *
 * @param ended aborts the call; then the promise rejects.
 */
export async function deliver(
  platform: Platform,
  destination: Destination,
  request: RequestInit,
  ended: AbortSignal,
): Promise<CallResult> {
  if (destination.kind === "WebHook") return call(platform, destination.url, request, ended);
  try {
    return await call(platform, await functionUrl(platform, destination), request, ended);
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
