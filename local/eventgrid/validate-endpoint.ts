import { randomUUID } from "node:crypto";
import type { Resource } from "../shared/resource.js";
import type { Platform } from "../shared/service.js";
import { endpointRefused } from "./arm-errors.js";
import type { ConsentOffer } from "./consent-offer.js";
import type { AzureFunction } from "./destination.js";
import { handshake } from "./handshake.js";
import type { LateConsents } from "./late-consents.js";
import type { Subscription } from "./subscription.js";
import { usTime } from "./us-time.js";

/**
 * Looks at the destination of a subscription that is made or changed: a webhook has to consent, a function has to be
 * there with the trigger for it, and the account of a queue.
 *
 * @param region of the topic, e.g. `westeurope`.
 * @returns what a webhook may still consent by, when it left that open.
 * @throws AzureError when Event Grid cannot deliver to it
 */
export async function validateEndpoint(
  platform: Platform,
  consents: LateConsents,
  subscription: Subscription,
  region: string,
): Promise<ConsentOffer | undefined> {
  const { destination } = subscription;
  if (destination.kind === "WebHook") return handshake(platform, consents, { ...subscription, destination }, region);
  if (destination.kind === "AzureFunction") requireFunction(platform, destination);
  else requireThere(platform, destination.accountId);
  return undefined;
}

/** The service's own sentences: https://github.com/Azure/bicep/issues/11656 */
function requireThere({ arm, clock }: Platform, resourceId: string): Resource {
  const found = arm.read(resourceId);
  if (found !== undefined) return found;
  throw endpointRefused(
    "Endpoint validation",
    `Destination endpoint not found. Resource details: resourceId: ${resourceId}. Resource should pre-exist before attempting this operation. Activity id:${randomUUID()}, timestamp: ${usTime(clock.now())} (UTC).`,
  );
}

function requireFunction(platform: Platform, { resourceId }: AzureFunction): void {
  const { outputs } = requireThere(platform, resourceId);
  const { bindings } = outputs.config as { readonly bindings: readonly { readonly type: string }[] };
  if (bindings.some(({ type }) => type.toLowerCase() === "eventgridtrigger")) return;
  throw endpointRefused(
    "Unsupported Azure Function Trigger",
    "Can't add resource; Azure Event Grid supports EventGrid Trigger type only.",
  );
}
