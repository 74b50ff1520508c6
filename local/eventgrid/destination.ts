import { keyOf, nameOf, parentOf, typeOf } from "../shared/arm-id.js";
import type { Properties } from "../shared/resource.js";
import { invalid, unsupported } from "./arm-errors.js";
import { type Batch, batchOf } from "./batch-settings.js";
import { type DeliveryAttribute, deliveryAttributesOf } from "./delivery-attributes.js";
import { identityIn } from "./identity-settings.js";
import { type StorageQueue, storageQueueOf } from "./storage-queue.js";

/** Where a subscription delivers to. */
export type Destination = (WebHook | AzureFunction | StorageQueue) & {
  /** Nothing when events go one by one. */
  readonly batch: Batch | undefined;
  /** Headers of the subscriber's own. */
  readonly attributes: readonly DeliveryAttribute[];
};

export interface WebHook {
  readonly kind: "WebHook";
  /** The whole URL, its query with the key included: never to be shown. */
  readonly url: string;
  /** The URL without its query, as answers and messages show it. */
  readonly baseUrl: string;
}

export interface AzureFunction {
  readonly kind: "AzureFunction";
  /** ARM id of the function. */
  readonly resourceId: string;
}

const UNSUPPORTED = ["azureActiveDirectoryTenantId", "azureActiveDirectoryApplicationIdOrUri"];
const FUNCTION_TYPE = "Microsoft.Web/sites/functions";

/** The destination of a declared subscription: it stands beside its identity, or alone. */
export function declaredDestination({ destination, deliveryWithResourceIdentity }: Properties): Properties | undefined {
  const withIdentity = deliveryWithResourceIdentity as Properties | undefined;
  return (withIdentity === undefined ? destination : withIdentity.destination) as Properties | undefined;
}

/** @throws AzureError for any but an HTTPS webhook, a function or a queue */
export function destinationOf(inputs: Properties): Destination {
  const declared = declaredDestination(inputs);
  const type = declared?.endpointType;
  if (declared === undefined || type === undefined) throw invalid("an event subscription needs a destination");
  for (const setting of UNSUPPORTED) {
    if (declared[setting] !== undefined) throw unsupported(`${setting} of a destination`);
  }
  const identity = identityOf(inputs, String(type));
  if (type === "StorageQueue") {
    return { ...storageQueueOf(declared, identity), batch: undefined, attributes: [] };
  }
  if (type !== "WebHook" && type !== "AzureFunction") {
    throw unsupported(
      `the destination ${String(type)} of an event subscription`,
      "use WebHook, AzureFunction or StorageQueue",
    );
  }
  return {
    ...(type === "WebHook" ? webHook(declared.endpointUrl) : azureFunction(declared.resourceId)),
    batch: batchOf(declared),
    attributes: deliveryAttributesOf(declared.deliveryAttributeMappings, type === "WebHook"),
  };
}

/**
 * The identity that delivers. Webhooks and functions take none.
 *
 * @see https://learn.microsoft.com/azure/event-grid/security-authentication
 */
function identityOf({ destination, deliveryWithResourceIdentity }: Properties, type: string): string | undefined {
  if (deliveryWithResourceIdentity === undefined) return undefined;
  if (destination !== undefined) {
    throw invalid("an event subscription has either destination or deliveryWithResourceIdentity, not both");
  }
  const { identity } = deliveryWithResourceIdentity as Properties;
  if (type === "WebHook" || type === "AzureFunction") {
    throw invalid(`deliveryWithResourceIdentity does not go with the destination ${type}`);
  }
  return identityIn("deliveryWithResourceIdentity", identity);
}

function webHook(url: unknown): WebHook {
  // The URL may carry a key, so that no message may show more than its base.
  if (typeof url !== "string" || !URL.canParse(url)) throw invalid("destination.endpointUrl is no absolute URL");
  const { origin, pathname, protocol } = new URL(url);
  const baseUrl = `${origin}${pathname}`;
  if (protocol !== "https:") throw invalid(`destination.endpointUrl is ${baseUrl}; only https is allowed`);
  return { kind: "WebHook", url, baseUrl };
}

function azureFunction(resourceId: unknown): AzureFunction {
  if (typeof resourceId !== "string" || typeOf(resourceId).toLowerCase() !== FUNCTION_TYPE.toLowerCase()) {
    throw invalid(`destination.resourceId is ${String(resourceId)}; allowed is the id of a ${FUNCTION_TYPE}`);
  }
  return { kind: "AzureFunction", resourceId };
}

/** ARM id of the site that a function belongs to, and the function's name. */
export const functionIn = ({ resourceId }: AzureFunction): { readonly site: string; readonly name: string } => ({
  site: keyOf(parentOf(resourceId) ?? ""),
  name: nameOf(resourceId),
});
