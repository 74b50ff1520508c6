import { randomBytes, randomUUID } from "node:crypto";
import { ARM_API_VERSION } from "./constants.js";

/** What a handshake brings along: who opens the URL consents, should the answer not do so already. */
export interface ConsentOffer {
  /** The code that an answer of the Event Grid schema echoes; upper case. */
  readonly code: string;
  /** Nobody can guess it: never to be shown. */
  readonly token: string;
  readonly url: string;
}

/**
 * Makes an offer for a subscription. Through a proxy the port does not matter: the local Azure answers its host names
 * at every port.
 *
 * @param name of the subscription.
 * @param region e.g. `westeurope`.
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema for the URL's form
 */
export function consentOffer(name: string, region: string, now: Date): ConsentOffer {
  const code = randomUUID().toUpperCase();
  const token = randomBytes(32).toString("base64");
  const query = new URLSearchParams({ id: code, t: now.toISOString(), apiVersion: ARM_API_VERSION, token });
  return {
    code,
    token,
    url: `https://rp-${region}.eventgrid.azure.net:553/eventsubscriptions/${name}/validate?${query}`,
  };
}

/** Whether a name is the host of such URLs, in whatever region. */
export const isConsentHost = (host: string): boolean => /^rp-[a-z0-9]+\.eventgrid\.azure\.net$/.test(host);
