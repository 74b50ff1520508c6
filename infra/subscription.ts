import type { eventgrid } from "@pulumi/azure-native/types/input.js";
import type { Delivery, EventType } from "../contracts/index.js";

/**
 * The filter of a subscription to one kind of event, as the manifest wants it.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-filtering
 */
export function filterOf({ type }: EventType, { subjectBeginsWith, subjectEndsWith, filters }: Delivery) {
  return {
    includedEventTypes: [type],
    ...(subjectBeginsWith === "" ? {} : { subjectBeginsWith }),
    ...(subjectEndsWith === "" ? {} : { subjectEndsWith }),
    // Arrays are looked into only where this says so; it changes nothing for other fields.
    ...(filters.length === 0
      ? {}
      : { enableAdvancedFilteringOnArrays: true, advancedFilters: filters.map(asDeclared) }),
  };
}

/** Nothing for single events: to name either number turns batches on. */
export function batchesOf({ maxEventsPerBatch, preferredBatchSizeInKilobytes }: Delivery) {
  return maxEventsPerBatch === 1 ? {} : { maxEventsPerBatch, preferredBatchSizeInKilobytes };
}

/** azure-native has a type for each operator; the vocabulary has matched operators and values by its own types. */
const asDeclared = (filter: Delivery["filters"][number]) => filter as unknown as eventgrid.StringInAdvancedFilterArgs;
