import { randomUUID } from "node:crypto";
import { keyOf, typeOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties, Resource, Resources, ResourceType } from "../shared/resource.js";
import { invalid, unsupported } from "./arm-errors.js";
import { ARM_API_VERSION } from "./constants.js";
import { requireBlobEvents } from "./require-blob-events.js";
import { ACCOUNT_TYPE, STORAGE_TOPIC_TYPE, SYSTEM_TOPIC_TYPE } from "./system-topic.js";
import { regionOf } from "./topic.js";
import { shownIdentity } from "./topic-identity.js";

type Declared = Omit<Resource, "outputs">;

/**
 * System topics of storage accounts.
 *
 * @see https://learn.microsoft.com/azure/event-grid/system-topics
 */
export const systemTopicType = (resources: Resources): ResourceType => ({
  type: SYSTEM_TOPIC_TYPE,
  put: (declared, previous) => outputsOf(resources, declared, previous),
});

function outputsOf(resources: Resources, declared: Declared, previous: Resource | undefined): Properties {
  const { inputs, name, type } = declared;
  if (!/^[A-Za-z0-9-]{3,128}$/.test(name)) {
    throw invalid(`System topic name '${name}' must have 3 to 128 characters: letters, digits and '-'.`);
  }
  const location = regionOf(String(inputs.location ?? ""));
  if (location === "") throw new AzureError(400, "LocationRequired", `The system topic '${name}' has no location.`);
  const source = requireSource(resources, declared, previous);
  const { resourceGroupName: _group, systemTopicName: _name, ...settings } = inputs;
  return {
    ...settings,
    ...(inputs.identity !== undefined && { identity: shownIdentity(resources, inputs.identity as Properties) }),
    azureApiVersion: ARM_API_VERSION,
    location,
    metricResourceId: previous?.outputs.metricResourceId ?? randomUUID(),
    name,
    provisioningState: "Succeeded",
    source,
    type,
  };
}

/**
 * @see https://github.com/MicrosoftDocs/azure-docs/pull/97986 for the text about a second system topic
 * @see https://github.com/Azure/azure-quickstart-templates/issues/13688 for the text about another source
 */
function requireSource(resources: Resources, { id, inputs }: Declared, previous: Resource | undefined): string {
  const { source, topicType } = inputs;
  if (String(topicType).toLowerCase() !== STORAGE_TOPIC_TYPE.toLowerCase()) {
    throw unsupported(`the topicType ${String(topicType)} of a system topic`, `use ${STORAGE_TOPIC_TYPE}`);
  }
  if (typeof source !== "string" || typeOf(source).toLowerCase() !== ACCOUNT_TYPE.toLowerCase()) {
    throw invalid(`the source of a system topic is '${String(source)}'; needed is the id of a ${ACCOUNT_TYPE}`);
  }
  if (previous !== undefined && keyOf(String(previous.outputs.source)) !== keyOf(source)) {
    throw invalid("System topic source cannot be modified.");
  }
  requireBlobEvents(resources, source);
  const tracked = resources
    .list(SYSTEM_TOPIC_TYPE)
    .some((other) => keyOf(other.id) !== keyOf(id) && keyOf(String(other.outputs.source)) === keyOf(source));
  if (tracked) {
    throw invalid(
      `There is an existing tracked system topic for the given source ${source}. Only one system topic is allowed per source.`,
    );
  }
  return source;
}
