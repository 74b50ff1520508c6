import { NetworkError } from "./http.js";
import type { Outside } from "./outside.js";
import { NotYet, PATIENCE, type Patience, patiently } from "./patience.js";

/** Who asks in the handshake of CloudEvents. */
const ORIGIN = "eventgrid.azure.net";
/** As long as Event Grid itself waits. */
const TIMEOUT_MS = 30_000;

/** The URL at which a function's host takes events, with the key that opens it. */
export const webhookUrl = (siteUrl: string, functionName: string, key: string): string =>
  `${siteUrl}/runtime/webhooks/eventgrid?functionName=${encodeURIComponent(functionName)}&code=${encodeURIComponent(key)}`;

/**
 * Goes through the handshake that Event Grid makes at a new subscription, until the function answers it: what passes
 * here passes there, and a subscription is declared once. Every other answer is tried again, also a refused key: a
 * host that has just started may not have loaded its keys.
 *
 * @param name for texts: the URL holds the key.
 * @throws when time is up.
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
 * @see https://github.com/Azure/azure-functions-host/issues/11834
 */
export async function awaitWebhook(
  name: string,
  url: string,
  outside: Outside,
  patience: Patience = PATIENCE,
): Promise<void> {
  await patiently(`webhook of ${name}`, patience, outside, async () => {
    const answer = await outside
      .http(url, { method: "OPTIONS", headers: { "webhook-request-origin": ORIGIN }, timeoutMs: TIMEOUT_MS })
      .catch((error: unknown) => {
        throw error instanceof NetworkError ? new NotYet(`it gives ${error.message}`) : error;
      });
    await answer.text();
    const allowed = answer.headers.get("webhook-allowed-origin");
    if (answer.status !== 200) throw new NotYet(`it answers the handshake with ${answer.status}`);
    if (allowed !== ORIGIN && allowed !== "*") throw new NotYet("it answers the handshake without allowing Event Grid");
  });
}
