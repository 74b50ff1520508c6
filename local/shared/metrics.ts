/** One series of a metric, as Azure Monitor names it. */
export interface Metric {
  /** Its name in Azure's REST API, e.g. `DeliverySuccessCount`. */
  readonly name: string;
  /** What it counts or measures, in a sentence. */
  readonly description: string;
  readonly unit: "Count" | "MilliSeconds";
  /** ARM id of what was measured. */
  readonly resource: string;
  /** By Azure's names of the dimensions, e.g. `EventSubscriptionName`. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Sum of all values since the start. */
  readonly total: number;
  /** How many values there were: what the total is divided by for an average. */
  readonly count: number;
}

/** What keeps metrics. */
export interface Metered {
  /** All series that have a value, in the order in which they came up. */
  read(): Metric[];
}
