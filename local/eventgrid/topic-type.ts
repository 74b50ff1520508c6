import { randomUUID } from "node:crypto";
import { AzureError } from "../shared/azure-error.js";
import type { Properties, Resource, Resources, ResourceType } from "../shared/resource.js";
import { invalid, unsupported } from "./arm-errors.js";
import { ARM_API_VERSION } from "./constants.js";
import { requireTopicQuota } from "./quota.js";
import { regionOf, TOPIC_TYPE, topicHost } from "./topic.js";
import { shownIdentity } from "./topic-identity.js";
import type { TopicKeys } from "./topic-keys.js";

type Declared = Omit<Resource, "outputs">;
const TLS_VERSIONS = ["1.0", "1.1", "1.2"];

/**
 * Custom topics.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.eventgrid/topics
 */
export function topicType(resources: Resources, keys: TopicKeys): ResourceType {
  return {
    type: TOPIC_TYPE,
    replaceOn: ["inputSchema"],
    async put(declared, previous) {
      const outputs = outputsOf(resources, declared, previous);
      await keys.create(declared.id);
      return outputs;
    },
    delete: ({ id }) => keys.delete(id),
    actions: {
      listKeys: ({ id }) => ({ ...keys.of(id) }),
      regenerateKey: async ({ id }, body) => ({ ...(await keys.regenerate(id, body.keyName)) }),
    },
  };
}

function outputsOf(resources: Resources, declared: Declared, previous: Resource | undefined): Properties {
  const { id, inputs, name, type } = declared;
  requireName(name);
  requireSupported(inputs);
  const location = regionOf(String(inputs.location ?? ""));
  if (location === "") throw new AzureError(400, "LocationRequired", `The topic '${name}' has no location.`);
  requireUnique(resources, id, topicHost(name, location));
  requireTopicQuota(resources, id, location);
  const { resourceGroupName: _group, topicName: _name, ...settings } = inputs;
  return {
    dataResidencyBoundary: "WithinGeopair",
    disableLocalAuth: false,
    inputSchema: "EventGridSchema",
    publicNetworkAccess: "Enabled",
    ...settings,
    ...(inputs.identity !== undefined && { identity: shownIdentity(resources, inputs.identity as Properties) }),
    azureApiVersion: ARM_API_VERSION,
    endpoint: `https://${topicHost(name, location)}/api/events`,
    location,
    metricResourceId: previous?.outputs.metricResourceId ?? randomUUID(),
    name,
    privateEndpointConnections: [],
    provisioningState: "Succeeded",
    type,
  };
}

function requireName(name: string): void {
  if (name.length < 3 || name.length > 50) throw invalid("Topic name must be between 3 and 50 characters in length.");
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw invalid(`Topic name '${name}' may have letters, digits and '-' only.`);
  if (/^(microsoft|eventgrid|system)/i.test(name)) {
    throw invalid(`Topic name '${name}' must not start with Microsoft, EventGrid or System.`);
  }
}

function requireSupported(inputs: Properties): void {
  const { inputSchema = "EventGridSchema", minimumTlsVersionAllowed, publicNetworkAccess = "Enabled" } = inputs;
  if (inputSchema === "CustomEventSchema") throw unsupported("inputSchema CustomEventSchema of a topic");
  if (inputSchema !== "EventGridSchema" && inputSchema !== "CloudEventSchemaV1_0") {
    throw invalid(`inputSchema is '${String(inputSchema)}'; allowed are EventGridSchema and CloudEventSchemaV1_0`);
  }
  if (inputs.inputSchemaMapping !== undefined) throw unsupported("inputSchemaMapping of a topic");
  if (Array.isArray(inputs.inboundIpRules) && inputs.inboundIpRules.length > 0) {
    throw unsupported("inboundIpRules of a topic", "every caller comes from this machine");
  }
  if (publicNetworkAccess !== "Enabled" && publicNetworkAccess !== "Disabled") {
    throw unsupported(`publicNetworkAccess ${String(publicNetworkAccess)} of a topic`, "use Enabled or Disabled");
  }
  if (minimumTlsVersionAllowed !== undefined && !TLS_VERSIONS.includes(String(minimumTlsVersionAllowed))) {
    throw invalid(
      `minimumTlsVersionAllowed is '${String(minimumTlsVersionAllowed)}'; allowed are ${TLS_VERSIONS.join(", ")}`,
    );
  }
}

/** A host name, and so a topic's name, is taken once in a region. */
function requireUnique(resources: Resources, id: string, host: string): void {
  const taken = resources
    .list(TOPIC_TYPE)
    .some(
      (other) =>
        other.id.toLowerCase() !== id.toLowerCase() && topicHost(other.name, String(other.outputs.location)) === host,
    );
  if (taken) {
    throw new AzureError(
      409,
      "Conflict",
      "Topic with the specified name already exists. Choose a different topic name.",
    );
  }
}
