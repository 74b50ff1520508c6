import { nameOf, typeOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import { ProvisioningFailed } from "../shared/provisioning-failed.js";
import type { Properties, Resource, ResourceType } from "../shared/resource.js";
import type { Platform } from "../shared/service.js";
import { invalid, unsupported } from "./arm-errors.js";
import { ARM_API_VERSION, DEFAULT_MAX_ATTEMPTS, DEFAULT_TIME_TO_LIVE_MINUTES } from "./constants.js";
import { DEFAULT_BATCH_KB } from "./destination.js";
import type { InputSchema } from "./input-schema.js";
import { type Subscription, subscriptionOf } from "./subscription.js";
import { sourceOf } from "./subscription-source.js";
import { TOPIC_TYPE, topicIdentities } from "./topic.js";
import { validateEndpoint } from "./validate-endpoint.js";

/**
 * Event subscriptions, in either form.
 *
 * @param deleted ends deliveries to a subscription and drops what waits for it.
 * @see https://learn.microsoft.com/azure/templates/microsoft.eventgrid/eventsubscriptions
 */
export function subscriptionType(
  type: string,
  platform: Platform,
  deleted: (resource: Resource) => Promise<void>,
): ResourceType {
  return {
    type,
    async put(declared) {
      const topic = topicFor(platform, declared);
      const subscription = subscriptionOf(declared, {
        id: topic.id,
        inputSchema: topic.outputs.inputSchema as InputSchema,
      });
      requireDeadLetter(platform, subscription, topic);
      const outputs = outputsOf(declared, subscription);
      await validateEndpoint(platform, subscription).catch((error: unknown) => {
        const taken = error instanceof AzureError && subscription.destination.kind === "WebHook";
        throw taken ? new ProvisioningFailed(error, outputs) : error;
      });
      return outputs;
    },
    delete: deleted,
    actions: {
      getFullUrl: ({ inputs }) => ({ endpointUrl: (inputs.destination as Properties).endpointUrl }),
    },
  };
}

function topicFor({ resources }: Platform, declared: { readonly id: string }): Resource {
  const source = sourceOf(declared);
  const type = typeOf(source);
  if (type.toLowerCase() !== TOPIC_TYPE.toLowerCase()) {
    throw unsupported(`event subscriptions of ${type}`, `use the scope of a ${TOPIC_TYPE}`);
  }
  const topic = resources.get(source);
  if (topic === undefined) {
    throw new AzureError(404, "ResourceNotFound", `The Resource '${TOPIC_TYPE}/${nameOf(source)}' was not found.`);
  }
  return topic;
}

function requireDeadLetter({ resources }: Platform, { deadLetter }: Subscription, topic: Resource): void {
  if (deadLetter === undefined) return;
  if (!topicIdentities(topic).includes(deadLetter.identity)) {
    throw invalid(
      `deadLetterWithResourceIdentity names the identity ${deadLetter.identity}, which the topic ${topic.name} does not have`,
    );
  }
  if (resources.get(deadLetter.accountId) === undefined) {
    throw new AzureError(
      404,
      "ResourceNotFound",
      `The Resource '${typeOf(deadLetter.accountId)}/${deadLetter.account}' of the dead-letter destination was not found.`,
    );
  }
}

/** What Azure answers: the destination without the query of its URL, where keys are. */
function outputsOf({ inputs, name, type }: Omit<Resource, "outputs">, subscription: Subscription): Properties {
  const {
    resourceGroupName: _group,
    topicName: _topic,
    eventSubscriptionName: _name,
    scope: _scope,
    ...settings
  } = inputs;
  const { endpointUrl: _url, ...destination } = inputs.destination as Properties;
  const { destination: to } = subscription;
  return {
    ...settings,
    azureApiVersion: ARM_API_VERSION,
    destination: {
      maxEventsPerBatch: 1,
      preferredBatchSizeInKilobytes: DEFAULT_BATCH_KB,
      ...destination,
      ...(to.kind === "WebHook" ? { endpointBaseUrl: to.baseUrl } : {}),
    },
    eventDeliverySchema: subscription.schema,
    filter: { subjectBeginsWith: "", subjectEndsWith: "", ...(inputs.filter as Properties | undefined) },
    name,
    provisioningState: "Succeeded",
    retryPolicy: {
      eventTimeToLiveInMinutes: DEFAULT_TIME_TO_LIVE_MINUTES,
      maxDeliveryAttempts: DEFAULT_MAX_ATTEMPTS,
      ...(inputs.retryPolicy as Properties | undefined),
    },
    topic: subscription.topicId.replace(/Microsoft\.EventGrid/i, "microsoft.eventgrid"),
    type,
  };
}
