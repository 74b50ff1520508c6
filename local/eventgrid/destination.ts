import type { Properties } from "../shared/resource.js";
import { invalid, unsupported } from "./arm-errors.js";

/** Where a subscription delivers to. */
export interface Destination {
  /** The whole URL, its query with the key included: never to be shown. */
  readonly url: string;
  /** The URL without its query, as answers and messages show it. */
  readonly baseUrl: string;
}

const UNSUPPORTED = [
  "deliveryAttributeMappings",
  "azureActiveDirectoryTenantId",
  "azureActiveDirectoryApplicationIdOrUri",
];
/** The service's own preferred size of a batch, and its greatest. */
export const DEFAULT_BATCH_KB = 64;
const MAX_BATCH_KB = 1024;

/** @throws AzureError for any but an HTTPS webhook that gets one event at a time */
export function destinationOf(declared: Properties | undefined): Destination {
  const type = declared?.endpointType;
  if (declared === undefined || type === undefined) throw invalid("an event subscription needs a destination");
  if (type !== "WebHook") {
    throw unsupported(
      `the destination ${String(type)} of an event subscription`,
      "use WebHook, for a function with the URL of its Event Grid webhook",
    );
  }
  for (const setting of UNSUPPORTED) {
    if (declared[setting] !== undefined) throw unsupported(`${setting} of a WebHook destination`);
  }
  if ((declared.maxEventsPerBatch ?? 1) !== 1) {
    throw unsupported(`maxEventsPerBatch ${String(declared.maxEventsPerBatch)}`, "leave it out, or set 1");
  }
  const size = declared.preferredBatchSizeInKilobytes ?? DEFAULT_BATCH_KB;
  if (!Number.isInteger(size) || Number(size) < 1 || Number(size) > MAX_BATCH_KB) {
    throw invalid(
      `preferredBatchSizeInKilobytes is ${String(size)}; allowed are whole numbers from 1 to ${MAX_BATCH_KB}`,
    );
  }
  return endpoint(declared.endpointUrl);
}

function endpoint(url: unknown): Destination {
  // The URL may carry a key, so that no message may show more than its base.
  if (typeof url !== "string" || !URL.canParse(url)) throw invalid("destination.endpointUrl is no absolute URL");
  const { origin, pathname, protocol } = new URL(url);
  const baseUrl = `${origin}${pathname}`;
  if (protocol !== "https:") throw invalid(`destination.endpointUrl is ${baseUrl}; only https is allowed`);
  return { url, baseUrl };
}
