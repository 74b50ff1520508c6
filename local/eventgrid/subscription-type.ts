import { typeOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import { ProvisioningFailed } from "../shared/provisioning-failed.js";
import type { Properties, Resource, ResourceType } from "../shared/resource.js";
import type { Platform } from "../shared/service.js";
import { invalid } from "./arm-errors.js";
import { shownBatch } from "./batch-settings.js";
import { ARM_API_VERSION, DEFAULT_MAX_ATTEMPTS, DEFAULT_TIME_TO_LIVE_MINUTES } from "./constants.js";
import { shownAttributes } from "./delivery-attributes.js";
import { declaredDestination } from "./destination.js";
import { requireFuture } from "./expiration-time.js";
import type { LateConsents } from "./late-consents.js";
import { requireSubscriptionQuota } from "./quota.js";
import { AWAITING, type Subscription, subscriptionOf } from "./subscription.js";
import { type DeclaredSource, requireSource } from "./subscription-source.js";
import { validateEndpoint } from "./validate-endpoint.js";

/**
 * Event subscriptions, in each of their forms. The answer comes when a subscription has come up: where its webhook leaves
 * its consent open, that may take ten minutes.
 *
 * @param consents that may be given late.
 * @param deleted ends deliveries to a subscription and drops what waits for it.
 * @see https://learn.microsoft.com/azure/templates/microsoft.eventgrid/eventsubscriptions
 */
export function subscriptionType(
  type: string,
  platform: Platform,
  consents: LateConsents,
  deleted: (resource: Resource) => Promise<void>,
): ResourceType {
  return {
    type,
    async put(declared, previous) {
      const source = requireSource(platform.resources, declared);
      const subscription = subscriptionOf(declared, source);
      requireFuture(declared.inputs, platform.clock.now());
      requireSettled(previous);
      requireSubscriptionQuota(platform.resources, declared.id);
      requireIdentities(subscription, source);
      requireDeadLetter(platform, subscription);
      const outputs = outputsOf(declared, subscription);
      const { destination, schema } = subscription;
      const offer = await validateEndpoint(platform, consents, subscription, source.region).catch((error: unknown) => {
        const taken = error instanceof AzureError && destination.kind === "WebHook";
        throw taken ? new ProvisioningFailed(error, outputs) : error;
      });
      if (offer !== undefined && destination.kind === "WebHook") {
        await consents.wait(offer, declared, { destination, schema }, outputs);
      }
      return outputs;
    },
    delete: deleted,
    actions: {
      getFullUrl: ({ inputs }) => ({ endpointUrl: declaredDestination(inputs)?.endpointUrl }),
      getDeliveryAttributes: ({ inputs }) => ({
        value: declaredDestination(inputs)?.deliveryAttributeMappings ?? [],
      }),
    },
  };
}

/**
 * One that awaits consent can be read and deleted, and not changed. The service answers 409; its text is the one that
 * Data Factory passes on.
 *
 * @see https://github.com/MicrosoftDocs/azure-docs/issues/7415
 * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/31928
 */
function requireSettled(previous: Resource | undefined): void {
  if (previous?.outputs.provisioningState !== AWAITING) return;
  throw new AzureError(409, "Conflict", "Resource cannot be updated during provisioning");
}

/** A subscription acts as an identity of its topic alone. */
function requireIdentities({ deadLetter, destination }: Subscription, { name, identities }: DeclaredSource): void {
  const needed = {
    deadLetterWithResourceIdentity: deadLetter?.identity,
    deliveryWithResourceIdentity: destination.kind === "StorageQueue" ? destination.identity : undefined,
  };
  for (const [setting, identity] of Object.entries(needed)) {
    if (identity === undefined || identities.includes(identity)) continue;
    throw invalid(`${setting} names the identity ${identity}, which the topic ${name} does not have`);
  }
}

function requireDeadLetter({ resources }: Platform, { deadLetter }: Subscription): void {
  if (deadLetter === undefined || resources.get(deadLetter.accountId) !== undefined) return;
  throw new AzureError(
    404,
    "ResourceNotFound",
    `The Resource '${typeOf(deadLetter.accountId)}/${deadLetter.account}' of the dead-letter destination was not found.`,
  );
}

/** What Azure answers: the destination without the query of its URL, where keys are, and without secret headers. */
function outputsOf({ inputs, name, type }: Omit<Resource, "outputs">, subscription: Subscription): Properties {
  const {
    resourceGroupName: _group,
    topicName: _topic,
    systemTopicName: _systemTopic,
    eventSubscriptionName: _name,
    scope: _scope,
    deliveryWithResourceIdentity,
    ...settings
  } = inputs;
  const destination = shownDestination(inputs, subscription);
  return {
    ...settings,
    azureApiVersion: ARM_API_VERSION,
    ...(deliveryWithResourceIdentity === undefined
      ? { destination }
      : { deliveryWithResourceIdentity: { ...(deliveryWithResourceIdentity as Properties), destination } }),
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

function shownDestination(inputs: Properties, { destination: to }: Subscription): Properties {
  const { endpointUrl: _url, deliveryAttributeMappings, ...declared } = declaredDestination(inputs) ?? {};
  if (to.kind === "StorageQueue") return declared;
  return {
    ...shownBatch(to.batch),
    ...declared,
    ...(deliveryAttributeMappings !== undefined && {
      deliveryAttributeMappings: shownAttributes(deliveryAttributeMappings as Properties[]),
    }),
    ...(to.kind === "WebHook" && { endpointBaseUrl: to.baseUrl }),
  };
}
