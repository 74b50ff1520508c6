/** An event as it was accepted. */
export interface PublishedEvent {
  readonly id: string;
  /** `type` of a CloudEvent, `eventType` of the Event Grid schema. */
  readonly type: string;
  /** Empty where a CloudEvent has none. */
  readonly subject: string;
  /** `dataVersion` of the Event Grid schema; empty for CloudEvents. */
  readonly dataVersion: string;
  /** All attributes, for filters on keys. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What is stored: the event with what the topic stamps. */
  readonly json: string;
}
