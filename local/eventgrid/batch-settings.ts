import type { Properties } from "../shared/resource.js";
import { invalid } from "./arm-errors.js";

/** How many events go together. */
export interface Batch {
  /** Never passed. */
  readonly maxEvents: number;
  /** A target: a single event may pass it. */
  readonly preferredBytes: number;
}

/** The service's own preferred size of a batch, and its greatest. */
export const DEFAULT_BATCH_KB = 64;
const MAX_BATCH_KB = 1024;
const MAX_BATCH_EVENTS = 5000;
/** Of a batch whose size alone was declared. The edition for Kubernetes publishes its number, the cloud does not. */
const DEFAULT_BATCH_EVENTS = 10;

/**
 * Either number turns batches on; one event at most keeps them off.
 *
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry#output-batching
 * @see https://learn.microsoft.com/azure/event-grid/kubernetes/batch-event-delivery for the defaults
 * @throws AzureError beyond the service's limits
 */
export function batchOf({ maxEventsPerBatch, preferredBatchSizeInKilobytes }: Properties): Batch | undefined {
  const sizeAlone = maxEventsPerBatch === undefined && preferredBatchSizeInKilobytes !== undefined;
  const maxEvents = within(
    "maxEventsPerBatch",
    maxEventsPerBatch ?? (sizeAlone ? DEFAULT_BATCH_EVENTS : 1),
    MAX_BATCH_EVENTS,
  );
  const kilobytes = within(
    "preferredBatchSizeInKilobytes",
    preferredBatchSizeInKilobytes ?? DEFAULT_BATCH_KB,
    MAX_BATCH_KB,
  );
  return maxEvents === 1 ? undefined : { maxEvents, preferredBytes: kilobytes * 1024 };
}

/** The two numbers as answers show them. */
export const shownBatch = (batch: Batch | undefined): Properties => ({
  maxEventsPerBatch: batch?.maxEvents ?? 1,
  preferredBatchSizeInKilobytes: batch === undefined ? DEFAULT_BATCH_KB : batch.preferredBytes / 1024,
});

function within(setting: string, value: unknown, most: number): number {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > most) {
    throw invalid(`${setting} is ${String(value)}; allowed are whole numbers from 1 to ${most}`);
  }
  return Number(value);
}
