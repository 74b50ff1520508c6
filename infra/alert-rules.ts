/** What is told, and when. */
export interface AlertRule {
  /** Lower-case words with hyphens: part of the alert's name. */
  readonly name: string;
  /** What it watches. */
  readonly about: "topic" | "insights";
  /** What the mail says, and where to look. */
  readonly says: string;
  /** 0 is critical, 4 is verbose. */
  readonly severity: 1 | 2;
  readonly namespace: string;
  readonly metric: string;
  readonly aggregation: "Total" | "Count";
  /** It fires when there are more within the window. */
  readonly moreThan: number;
  /** How far back it looks, every five minutes. */
  readonly windowMinutes: 5 | 15;
  readonly dimensions?: readonly Dimension[];
}

interface Dimension {
  readonly name: string;
  readonly operator: "Include" | "Exclude";
  /** `*` for each value on its own. */
  readonly values: string[];
}

/** Answers that are the caller's doing. */
const OF_THE_CALLER = ["400", "401", "403", "404", "405", "409", "413", "415", "422", "429"];

const TOPIC = { about: "topic", namespace: "Microsoft.EventGrid/topics", aggregation: "Total" } as const;

/**
 * The alerts of a stack.
 *
 * Failures of functions come from Application Insights, and not from the site: `Http5xx` knows nothing of an event or
 * a timer, and is not among the metrics that Flex Consumption is documented to have.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-eventgrid-topics-metrics
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-insights-components-metrics
 * @see https://learn.microsoft.com/azure/azure-functions/monitor-functions-reference#metrics
 */
export const ALERT_RULES: readonly AlertRule[] = [
  {
    ...TOPIC,
    name: "dead-letters",
    says: "Events could not be delivered and lie in the container dead-letters.",
    severity: 1,
    metric: "DeadLetteredCount",
    moreThan: 0,
    windowMinutes: 5,
  },
  {
    ...TOPIC,
    name: "dropped-events",
    says: "Events are lost: they could be neither delivered nor set aside as dead letters.",
    severity: 1,
    metric: "DroppedEventCount",
    moreThan: 0,
    windowMinutes: 5,
  },
  {
    ...TOPIC,
    name: "publish-failures",
    says: "Events were refused by the topic, and their publishers may have lost them.",
    severity: 2,
    metric: "PublishFailCount",
    moreThan: 0,
    windowMinutes: 5,
  },
  {
    ...TOPIC,
    name: "delivery-failures",
    says: "Many deliveries fail and are tried again, for up to a day: a subscriber is down or refuses them.",
    severity: 2,
    metric: "DeliveryAttemptFailCount",
    // A cold start, a deployment and a busy moment cost an attempt or two.
    moreThan: 20,
    windowMinutes: 15,
  },
  {
    about: "insights",
    name: "failed-executions",
    says: "A function fails again and again: see its exceptions in Application Insights.",
    severity: 2,
    namespace: "microsoft.insights/components",
    metric: "requests/failed",
    aggregation: "Count",
    moreThan: 5,
    windowMinutes: 15,
    dimensions: [
      { name: "cloud/roleName", operator: "Include", values: ["*"] },
      // Executions for an event or a timer have no such code: whatever is not named here counts.
      { name: "request/resultCode", operator: "Exclude", values: OF_THE_CALLER },
    ],
  },
];
