import type { InputSchema } from "./input-schema.js";
import type { Subscription } from "./subscription.js";

/** Where events come from, and who subscribed to them. */
export interface EventSource {
  /** ARM id of the topic, the system topic or the storage account. */
  readonly id: string;
  readonly name: string;
  readonly inputSchema: InputSchema;
  /** By key. */
  readonly subscriptions: Map<string, Subscription>;
}
