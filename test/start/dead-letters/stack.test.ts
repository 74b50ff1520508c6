import assert from "node:assert/strict";
import { readStack, subscriptionOf } from "../../../start/dead-letters/stack.js";

const ACCOUNT = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stdata";
const SITE = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Web/sites/func-recorder-dev-1";
const subscription = (eventSubscriptionName: string) => ({
  type: "azure-native:eventgrid:EventSubscription",
  inputs: {
    eventSubscriptionName,
    destination: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:…" },
    deadLetterWithResourceIdentity: {
      deadLetterDestination: { endpointType: "StorageBlob", resourceId: ACCOUNT, blobContainerName: "dead-letters" },
    },
  },
});
const STATE = [
  { type: "pulumi:pulumi:Stack", outputs: { apps: { recorder: "https://func-recorder-dev-1.azurewebsites.net" } } },
  { type: "azure-native:web:WebApp", id: SITE },
  subscription("evgs-recorder-recordName"),
  subscription("evgs-gone-bill"),
];

describe("What a stack tells about its dead letters", () => {
  const stack = readStack("dev", { deployment: { resources: STATE } });

  it("is where they lie, each place once", () => {
    assert.deepEqual(stack.containers, [
      {
        id: `${ACCOUNT}/blobServices/default/containers/dead-letters`,
        url: "https://stdata.blob.core.windows.net/dead-letters",
      },
    ]);
  });

  it("is whom they were meant for, as far as it is still there", () => {
    const recorder = {
      name: "evgs-recorder-recordName",
      app: "recorder",
      function: "recordName",
      site: SITE,
      url: "https://func-recorder-dev-1.azurewebsites.net",
    };
    assert.deepEqual(stack.subscriptions, [recorder]);
    assert.deepEqual(subscriptionOf(stack, "EVGS-RECORDER-RECORDNAME"), recorder);
    assert.equal(subscriptionOf(stack, "EVGS-GONE-BILL"), undefined);
  });

  it("is nothing for a stack that was never deployed", () => {
    assert.deepEqual(readStack("dev", { deployment: {} }), { name: "dev", containers: [], subscriptions: [] });
  });
});
