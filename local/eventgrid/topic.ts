import type { Resource } from "../shared/resource.js";
import type { EventSource } from "./event-source.js";
import type { InputSchema } from "./input-schema.js";
import type { Subscription } from "./subscription.js";

export const TOPIC_TYPE = "Microsoft.EventGrid/topics";

/** A custom topic, as publishing sees it. */
export interface Topic extends EventSource {
  readonly host: string;
  readonly disableLocalAuth: boolean;
  readonly publicNetworkAccess: boolean;
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
