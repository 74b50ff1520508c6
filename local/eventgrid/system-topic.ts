import { keyOf } from "../shared/arm-id.js";
import type { Resource } from "../shared/resource.js";
import type { EventSource } from "./event-source.js";

export const SYSTEM_TOPIC_TYPE = "Microsoft.EventGrid/systemTopics";
export const ACCOUNT_TYPE = "Microsoft.Storage/storageAccounts";
/** The one topic type that is supported. */
export const STORAGE_TOPIC_TYPE = "Microsoft.Storage.StorageAccounts";

/** A source of a storage account's events: its system topic, or the account itself as the scope of subscriptions. */
export interface AccountSource extends EventSource {
  /** ARM id of the account, as a key. */
  readonly account: string;
}

/** Reads a declared system topic, or the account that subscriptions have for their scope. */
export const accountSourceOf = ({ id, name, type, outputs }: Resource): AccountSource => ({
  id,
  name,
  account: keyOf(type.toLowerCase() === ACCOUNT_TYPE.toLowerCase() ? id : String(outputs.source)),
  // What the platform publishes can be delivered as either.
  inputSchema: "EventGridSchema",
  subscriptions: new Map(),
});
