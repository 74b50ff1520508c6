import assert from "node:assert/strict";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import { blobContainer, type DeliveryOptions, NameGenerated, onEvent } from "../../../contracts/index.js";
import { DataStore } from "../../../infra/components/data-store.js";
import { webhookEndpoint } from "../../../infra/components/endpoint.js";
import { EventTopic, type Subscriber } from "../../../infra/components/event-topic.js";
import { roles } from "../../../infra/roles.js";
import { record } from "../recorded.js";
import { testPlace } from "../test-place.js";

describe("EventTopic", () => {
  const place = testPlace();
  const deadLetters = blobContainer("dead-letters");
  const declare = () => {
    const data = new DataStore("data", { place, containers: [deadLetters], tables: [] });
    return new EventTopic("names", { place, carries: [NameGenerated], deadLetters: data.container(deadLetters) });
  };
  const subscriber = (
    functions: readonly string[],
    delivery: DeliveryOptions<typeof NameGenerated> = {},
  ): Subscriber<typeof NameGenerated> => ({
    appName: "recorder",
    eventFunctions: functions.map((name) => ({ name, on: onEvent(NameGenerated, delivery) })),
    endpoint: (name) => webhookEndpoint("https://func.example", name, pulumi.secret("k3y")),
    live: new UserAssignedIdentity("recorder-live", { resourceGroupName: "rg" }),
  });

  it("declares a topic for CloudEvents that takes tokens only, with an identity of its own", async () => {
    const stack = await record(declare);

    assert.deepEqual(stack.named("names-topic").inputs, {
      topicName: place.names.topic("names"),
      resourceGroupName: "rg-gridwire-test",
      location: "westeurope",
      inputSchema: "CloudEventSchemaV1_0",
      disableLocalAuth: true,
      minimumTlsVersionAllowed: "1.2",
      identity: { type: "UserAssigned", userAssignedIdentities: { "id of names-identity": {} } },
      // The SDK's own default.
      publicNetworkAccess: "Enabled",
      tags: place.tags,
    });
    assert.deepEqual(stack.named("names-identity").inputs, {
      resourceName: "id-evgt-names-test",
      resourceGroupName: "rg-gridwire-test",
      location: "westeurope",
      tags: place.tags,
    });
  });

  it("may write to the container of dead letters, and to nothing else", async () => {
    const stack = await record(declare);
    const assignments = stack.resources.filter(({ type }) => type.endsWith(":RoleAssignment"));

    assert.equal(assignments.length, 1);
    assert.equal(assignments[0]?.inputs.scope, "id of data-dead-letters");
    assert.match(
      String(assignments[0]?.inputs.roleDefinitionId),
      new RegExp(`/${roles.storageBlobDataContributor.id}$`),
    );
    assert.equal(assignments[0]?.inputs.principalId, "principal of names-identity");
  });

  it("knows its endpoint before it exists", async () => {
    await record(() => {
      const { url } = declare();
      assert.equal(url, `https://${place.names.topic("names")}.westeurope-1.eventgrid.azure.net/api/events`);
    });
  });

  it("subscribes each function to its kind of event, with dead letters and a whole day of retries", async () => {
    const stack = await record(() => declare().deliverTo(subscriber(["recordName"])));
    const url = "https://func.example/runtime/webhooks/eventgrid?functionName=recordName&code=k3y";

    assert.deepEqual(stack.named("names-recorder-recordName").inputs, {
      eventSubscriptionName: "evgs-recorder-recordName",
      scope: "id of names-topic",
      eventDeliverySchema: "CloudEventSchemaV1_0",
      // The SDK's own default for the subject.
      filter: { includedEventTypes: ["Names.NameGenerated.v1"], isSubjectCaseSensitive: false },
      destination: `secret(${JSON.stringify({ endpointType: "WebHook", endpointUrl: url })})`,
      deadLetterWithResourceIdentity: {
        identity: { type: "UserAssigned", userAssignedIdentity: "id of names-identity" },
        deadLetterDestination: {
          endpointType: "StorageBlob",
          resourceId: "id of data-account",
          blobContainerName: "dead-letters",
        },
      },
      retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
    });
  });

  it("takes retries, batches and filters from the manifest", async () => {
    const stack = await record(() =>
      declare().deliverTo(
        subscriber(["recordName"], {
          maxDeliveryAttempts: 5,
          eventTimeToLiveInMinutes: 60,
          maxEventsPerBatch: 20,
          preferredBatchSizeInKilobytes: 128,
          subjectBeginsWith: "names/",
          filter: { name: { stringBeginsWith: ["A", "B"] } },
        }),
      ),
    );
    const { filter, destination, retryPolicy } = stack.named("names-recorder-recordName").inputs;
    assert.deepEqual(retryPolicy, { maxDeliveryAttempts: 5, eventTimeToLiveInMinutes: 60 });
    assert.match(String(destination), /"maxEventsPerBatch":20,"preferredBatchSizeInKilobytes":128/);
    assert.deepEqual(filter, {
      includedEventTypes: ["Names.NameGenerated.v1"],
      subjectBeginsWith: "names/",
      enableAdvancedFilteringOnArrays: true,
      advancedFilters: [{ operatorType: "StringBeginsWith", key: "data.name", values: ["A", "B"] }],
      isSubjectCaseSensitive: false,
    });
  });

  it("subscribes after the app is live and the grant is there, and tries the handshake first", async () => {
    const stack = await record(() => declare().deliverTo(subscriber(["recordName"])));
    const { dependsOn, hooks } = stack.named("names-recorder-recordName");

    for (const first of ["recorder-live", "names-grants-deadLetters", "data-dead-letters", "names-topic"]) {
      assert.ok(dependsOn.includes(first), `${first} in ${dependsOn.join(", ")}`);
    }
    assert.deepEqual(hooks, {
      beforeCreateList: ["probe-names"],
      beforeUpdateList: ["probe-names"],
      onErrorList: ["remedy-names"],
    });
    assert.deepEqual([...stack.hooks.keys()], ["probe-names"]);
    assert.equal(stack.hooks.get("probe-names")?.opts?.onDryRun ?? false, false);
  });

  it("tries each subscription's own endpoint", async () => {
    const tried: string[] = [];
    const app = subscriber(["recordName", "forgetName"]);
    const endpoint = (functionName: string) => ({
      ...app.endpoint(functionName),
      await: async (subscription: string) => void tried.push(`${subscription} at ${functionName}`),
    });
    const stack = await record(() => declare().deliverTo({ ...app, endpoint }));
    const probe = stack.hooks.get("probe-names")?.callback;
    const hooked = (name: string) => ({ urn: "", id: "", name, type: "" }) as unknown as pulumi.ResourceHookArgs;
    await probe?.(hooked("names-recorder-forgetName"));
    await probe?.(hooked("names-recorder-recordName"));
    assert.deepEqual(tried, ["names-recorder-forgetName at forgetName", "names-recorder-recordName at recordName"]);
    await assert.rejects(async () => probe?.(hooked("other")), {
      message: 'topic names: "other" is none of its subscriptions',
    });
  });

  it("refuses an app that handles no events", async () => {
    await assert.rejects(
      record(() => declare().deliverTo(subscriber([]))),
      { message: `topic "${place.names.topic("names")}": app "recorder" handles no events` },
    );
  });
});
