import type { DataOf, EventType } from "./event.js";
import { type AdvancedFilter, advancedFilters, type DataFilter } from "./filter.js";

/** How Event Grid brings a function its events; each part has Event Grid's own default. */
export interface DeliveryOptions<E extends EventType> {
  /** 1 to 30, default 30. What comes first ends it: this, or the time to live. */
  readonly maxDeliveryAttempts?: number;
  /** 1 to 1440, default 1440. */
  readonly eventTimeToLiveInMinutes?: number;
  /**
   * 1 to 5000, default 1. The function still runs once for each event, all of a batch at the same time; one that fails
   * brings the whole batch again.
   */
  readonly maxEventsPerBatch?: number;
  /** 1 to 1024, default 64, for batches of more than one: what they should not pass; an event that does comes alone. */
  readonly preferredBatchSizeInKilobytes?: number;
  /** Only events whose subject begins like this, without regard to case. */
  readonly subjectBeginsWith?: string;
  readonly subjectEndsWith?: string;
  /** Only events whose data is like this. */
  readonly filter?: DataFilter<DataOf<E>>;
}

/** The same, complete. */
export interface Delivery {
  readonly maxDeliveryAttempts: number;
  readonly eventTimeToLiveInMinutes: number;
  readonly maxEventsPerBatch: number;
  readonly preferredBatchSizeInKilobytes: number;
  /** Nothing when every subject will do. */
  readonly subjectBeginsWith: string;
  readonly subjectEndsWith: string;
  readonly filters: readonly AdvancedFilter[];
}

/**
 * @throws with the option, its value and what is allowed.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export const deliveryOf = <E extends EventType>(options: DeliveryOptions<E>): Delivery => ({
  maxDeliveryAttempts: whole("maxDeliveryAttempts", options.maxDeliveryAttempts ?? 30, 30),
  eventTimeToLiveInMinutes: whole("eventTimeToLiveInMinutes", options.eventTimeToLiveInMinutes ?? 1440, 1440),
  maxEventsPerBatch: whole("maxEventsPerBatch", options.maxEventsPerBatch ?? 1, 5000),
  preferredBatchSizeInKilobytes: whole(
    "preferredBatchSizeInKilobytes",
    options.preferredBatchSizeInKilobytes ?? 64,
    1024,
  ),
  subjectBeginsWith: options.subjectBeginsWith ?? "",
  subjectEndsWith: options.subjectEndsWith ?? "",
  filters: advancedFilters(options.filter ?? {}),
});

function whole(option: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`${option} is ${value}: expected a whole number from 1 to ${most}`);
}
