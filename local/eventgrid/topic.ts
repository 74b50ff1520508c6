import { keyOf } from "../shared/arm-id.js";
import type { Resource } from "../shared/resource.js";
import type { InputSchema } from "./input-schema.js";
import type { Subscription } from "./subscription.js";

export const TOPIC_TYPE = "Microsoft.EventGrid/topics";

/** A custom topic, as publishing sees it. */
export interface Topic {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly inputSchema: InputSchema;
  readonly disableLocalAuth: boolean;
  readonly publicNetworkAccess: boolean;
  readonly subscriptions: Map<string, Subscription>;
}

/** Region as it stands in host names: `West Europe` is `westeurope`. */
export const regionOf = (location: string): string => location.toLowerCase().replaceAll(" ", "");

/** @see https://learn.microsoft.com/azure/event-grid/post-to-custom-topic#endpoint */
export const topicHost = (name: string, location: string): string =>
  `${name}.${regionOf(location)}-1.eventgrid.azure.net`.toLowerCase();

/** Whether a name is one of a topic's hosts, of whatever region. */
export const isTopicHost = (host: string): boolean => /^[a-z0-9-]+\.[a-z0-9]+-1\.eventgrid\.azure\.net$/.test(host);

export const topicOf = (resource: Resource, subscriptions: Map<string, Subscription>): Topic => ({
  id: resource.id,
  name: resource.name,
  host: topicHost(resource.name, String(resource.outputs.location)),
  inputSchema: resource.outputs.inputSchema as InputSchema,
  disableLocalAuth: resource.outputs.disableLocalAuth === true,
  publicNetworkAccess: resource.outputs.publicNetworkAccess !== "Disabled",
  subscriptions,
});

/** Ids of the user-assigned identities that a topic carries, as keys. */
export function topicIdentities(topic: Resource): string[] {
  const identity = topic.inputs.identity as { userAssignedIdentities?: Record<string, unknown> } | undefined;
  return Object.keys(identity?.userAssignedIdentities ?? {}).map(keyOf);
}
