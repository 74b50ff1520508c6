import { keyOf } from "../shared/arm-id.js";
import type { Metered, Metric } from "../shared/metrics.js";

/**
 * What Event Grid measures of topics and their subscriptions, in the words of the page below.
 *
 * @see https://learn.microsoft.com/azure/event-grid/monitor-push-reference#microsofteventgridtopics
 */
const METRICS = {
  PublishSuccessCount: { unit: "Count", description: "Total events published to this topic" },
  PublishFailCount: { unit: "Count", description: "Total events failed to publish to this topic" },
  PublishSuccessLatencyInMs: { unit: "MilliSeconds", description: "Publish success latency in milliseconds" },
  MatchedEventCount: { unit: "Count", description: "Total events matched to this event subscription" },
  UnmatchedEventCount: {
    unit: "Count",
    description: "Total events not matching any of the event subscriptions for this topic",
  },
  AdvancedFilterEvaluationCount: {
    unit: "Count",
    description: "Total advanced filters evaluated across event subscriptions for this topic",
  },
  DeliverySuccessCount: { unit: "Count", description: "Total events delivered to this event subscription" },
  DeliveryAttemptFailCount: { unit: "Count", description: "Total events failed to deliver to this event subscription" },
  DroppedEventCount: { unit: "Count", description: "Total dropped events matching to this event subscription" },
  DeadLetteredCount: { unit: "Count", description: "Total dead lettered events matching to this event subscription" },
  DestinationProcessingDurationInMs: {
    unit: "MilliSeconds",
    description: "Destination processing duration in milliseconds",
  },
} as const satisfies Readonly<Record<string, Pick<Metric, "unit" | "description">>>;

export type MetricName = keyof typeof METRICS;

/** Names of the dimensions that the page gives these metrics. */
type Dimension = "EventSubscriptionName" | "Error" | "ErrorType" | "DeadLetterReason" | "DropReason";
export type Dimensions = Readonly<Partial<Record<Dimension, string>>>;

interface Series {
  readonly name: MetricName;
  readonly resource: string;
  readonly dimensions: Readonly<Record<string, string>>;
  total: number;
  count: number;
}

/** Event Grid's metrics since the start, in memory: of topics, system topics and accounts that are declared. */
export class Metrics implements Metered {
  readonly #series = new Map<string, Series>();

  /**
   * Adds a value.
   *
   * @param resource ARM id of the topic, the system topic or the storage account.
   * @param value events, or milliseconds.
   */
  add(name: MetricName, resource: string, dimensions: Dimensions, value: number): void {
    const entries = Object.entries(dimensions);
    const key = [keyOf(resource), name, ...entries.flat()].join("\n");
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { name, resource, dimensions: Object.fromEntries(entries), total: 0, count: 0 };
      this.#series.set(key, series);
    }
    series.total += value;
    series.count += 1;
  }

  /**
   * Ends the series of what was deleted.
   *
   * @param subscription name of the one subscription, or all of the resource's.
   */
  forget(resource: string, subscription?: string): void {
    for (const [key, { resource: of, dimensions }] of this.#series) {
      const matches = subscription === undefined || dimensions.EventSubscriptionName === subscription;
      if (keyOf(of) === keyOf(resource) && matches) this.#series.delete(key);
    }
  }

  read(): Metric[] {
    return [...this.#series.values()].map((series) => ({ ...series, ...METRICS[series.name] }));
  }
}
