import { EventSubscription } from "@pulumi/azure-native/eventgrid/eventSubscription.js";
import { Topic } from "@pulumi/azure-native/eventgrid/topic.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";

/**
 * As many resources as `FLAT_COUNT` says, with nothing between them; `FLAT_SUBSCRIPTIONS` of them are event
 * subscriptions as a plain program would have them, so that the engine has as much to keep of each: with all that the
 * real ones say, and the three resources that they lead to.
 */
const count = Number(process.env.FLAT_COUNT);
const subscriptions = Number(process.env.FLAT_SUBSCRIPTIONS);

function subscribe(): void {
  const resourceGroupName = "rg-bench";
  const topic = new Topic("topic1", { topicName: "evgt-topic1-bench-1a2b3c", resourceGroupName });
  const identity = new UserAssignedIdentity("topic1-identity", { resourceName: "id-evgt-topic1", resourceGroupName });
  const sku = { name: "Standard_LRS" };
  const account = new StorageAccount("data", { accountName: "stdata", resourceGroupName, kind: "StorageV2", sku });
  const key = pulumi.secret("k".repeat(56));
  for (let index = 0; index < subscriptions; index += 1) {
    const name = `topic1-app1-handle${index}`;
    const endpointUrl = pulumi.interpolate`https://func-app1-bench-1a2b3c.azurewebsites.net/runtime/webhooks/eventgrid?functionName=handle${index}&code=${key}`;
    new EventSubscription(
      name,
      {
        eventSubscriptionName: `evgs-app1-handle${index}`,
        scope: topic.id,
        eventDeliverySchema: "CloudEventSchemaV1_0",
        filter: { includedEventTypes: ["Bench.Happened.v1"] },
        destination: { endpointType: "WebHook", endpointUrl },
        deadLetterWithResourceIdentity: {
          identity: { type: "UserAssigned", userAssignedIdentity: identity.id },
          deadLetterDestination: {
            endpointType: "StorageBlob",
            resourceId: account.id,
            blobContainerName: "dead-letters",
          },
        },
        retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
      },
      { dependsOn: [topic, identity, account] },
    );
  }
}

if (subscriptions > 0) subscribe();
const rest = count - subscriptions - (subscriptions > 0 ? 3 : 0);
for (let index = 0; index < rest; index += 1) new ResourceGroup(`rg-${index}`, { location: "westeurope" });
