import { keyOf, nameOf, parentOf, typeOf } from "../shared/arm-id.js";
import type { Properties } from "../shared/resource.js";
import { invalid, unsupported } from "./arm-errors.js";

/** Where a subscription delivers to. */
export type Destination = (WebHook | AzureFunction) & {
  /** Nothing when events go one by one. */
  readonly batch: Batch | undefined;
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

/** How many events go together. */
export interface Batch {
  /** Never passed. */
  readonly maxEvents: number;
  /** A target: a single event may pass it. */
  readonly preferredBytes: number;
}

const UNSUPPORTED = [
  "deliveryAttributeMappings",
  "azureActiveDirectoryTenantId",
  "azureActiveDirectoryApplicationIdOrUri",
];
/** The service's own preferred size of a batch, and its greatest. */
export const DEFAULT_BATCH_KB = 64;
const MAX_BATCH_KB = 1024;
const MAX_BATCH_EVENTS = 5000;
const FUNCTION_TYPE = "Microsoft.Web/sites/functions";

/** @throws AzureError for any but an HTTPS webhook or a function */
export function destinationOf(declared: Properties | undefined): Destination {
  const type = declared?.endpointType;
  if (declared === undefined || type === undefined) throw invalid("an event subscription needs a destination");
  for (const setting of UNSUPPORTED) {
    if (declared[setting] !== undefined) throw unsupported(`${setting} of a destination`);
  }
  const batch = batchOf(declared);
  if (type === "WebHook") return { ...webHook(declared.endpointUrl), batch };
  if (type === "AzureFunction") return { ...azureFunction(declared.resourceId), batch };
  throw unsupported(
    `the destination ${String(type)} of an event subscription`,
    "use WebHook or AzureFunction; for a function with the URL of its Event Grid webhook, or with its resource id",
  );
}

/**
 * Either number turns batches on.
 *
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry#output-batching
 */
function batchOf({ maxEventsPerBatch, preferredBatchSizeInKilobytes }: Properties): Batch | undefined {
  const maxEvents = within("maxEventsPerBatch", maxEventsPerBatch ?? 1, MAX_BATCH_EVENTS);
  const kilobytes = within(
    "preferredBatchSizeInKilobytes",
    preferredBatchSizeInKilobytes ?? DEFAULT_BATCH_KB,
    MAX_BATCH_KB,
  );
  return maxEvents === 1 ? undefined : { maxEvents, preferredBytes: kilobytes * 1024 };
}

function within(setting: string, value: unknown, most: number): number {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > most) {
    throw invalid(`${setting} is ${String(value)}; allowed are whole numbers from 1 to ${most}`);
  }
  return Number(value);
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
