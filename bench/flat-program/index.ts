import { EventSubscription } from "@pulumi/azure-native/eventgrid/eventSubscription.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";

/**
 * As many resources as `FLAT_COUNT` says, with nothing between them; `FLAT_SUBSCRIPTIONS` of them are event
 * subscriptions with all that the program's own have, so that the engine has as much to keep of each.
 */
const subscriptions = Number(process.env.FLAT_SUBSCRIPTIONS ?? 0);
const scope =
  "/subscriptions/7c0ffee0-0000-4000-8000-0000000005b5/resourceGroups/rg/providers/Microsoft.EventGrid/topics/topic";
const account = scope.replace("EventGrid/topics", "Storage/storageAccounts");
const identity = scope.replace("EventGrid/topics", "ManagedIdentity/userAssignedIdentities");

for (let index = subscriptions; index < Number(process.env.FLAT_COUNT); index += 1) {
  new ResourceGroup(`rg-${index}`, { location: "westeurope" });
}
for (let index = 0; index < subscriptions; index += 1) {
  const name = `topic1-app1-handle${index}`;
  const endpointUrl = pulumi.secret(
    `https://func-app1-bench-1a2b3c.azurewebsites.net/runtime/webhooks/eventgrid?functionName=${name}&code=${"k".repeat(56)}`,
  );
  new EventSubscription(name, {
    eventSubscriptionName: `evgs-${name}`,
    scope,
    eventDeliverySchema: "CloudEventSchemaV1_0",
    filter: { includedEventTypes: ["Bench.Happened.v1"] },
    destination: { endpointType: "WebHook", endpointUrl },
    deadLetterWithResourceIdentity: {
      identity: { type: "UserAssigned", userAssignedIdentity: identity },
      deadLetterDestination: { endpointType: "StorageBlob", resourceId: account, blobContainerName: "dead-letters" },
    },
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
  });
}
