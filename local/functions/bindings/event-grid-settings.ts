import type { Settings } from "../site.js";
import type { BindingMetadata } from "../worker/protocol.js";
import { type ManagedIdentity, managedIdentity, settingOf } from "./connection-settings.js";

/** Where the events of an output go, and by what right. */
export interface TopicSettings {
  /** Address of the topic, with its path. */
  readonly endpoint: string;
  readonly credential: { readonly key: string } | { readonly identity: ManagedIdentity };
}

/**
 * Reads where an Event Grid output publishes: `topicEndpointUri` and `topicKeySetting` are names of settings; so is
 * `connection`, or it is what the names of settings begin with.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/src/Config/EventGridAsyncCollectorFactory.cs
 * @throws when a setting is missing, or makes no sense.
 */
export function topicSettings(settings: Settings, binding: BindingMetadata): TopicSettings {
  const { topicEndpointUri, topicKeySetting, connection } = binding;
  if (isGiven(connection)) {
    if (isGiven(topicKeySetting)) {
      throw new Error("Conflicting Event Grid topic credentials have been set in 'Connection' and 'TopicKeySetting'");
    }
    const endpoint = settingOf(settings, connection) ?? settingOf(settings, `${connection}__topicEndpointUri`);
    if (endpoint === undefined) {
      throw new Error(
        `Event Grid topic connection string '${connection}' does not exist. Make sure that it is a defined App Setting.`,
      );
    }
    return { endpoint: checked(connection, endpoint), credential: { identity: managedIdentity(settings, connection) } };
  }
  if (!isGiven(topicEndpointUri)) {
    throw new Error("The 'Connection' property or 'TopicEndpointUri' property must be set");
  }
  const endpoint = required(settings, "topicEndpointUri", topicEndpointUri);
  if (!isGiven(topicKeySetting)) {
    throw new Error(
      "The 'TopicKeySetting' property must be the name of an application setting containing the Topic Key",
    );
  }
  const key = required(settings, "topicKeySetting", topicKeySetting);
  return { endpoint: checked(topicEndpointUri, endpoint), credential: { key } };
}

const isGiven = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

function required(settings: Settings, option: string, name: string): string {
  const value = settingOf(settings, name);
  if (value !== undefined && value !== "") return value;
  throw new Error(`Unable to resolve the value for option '${option}': there is no app setting '${name}'`);
}

function checked(setting: string, text: string): string {
  if (URL.canParse(text) && new URL(text).protocol === "https:") return text;
  throw new Error(`setting ${setting}: expected the https address of an Event Grid topic`);
}
