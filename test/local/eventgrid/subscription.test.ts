import assert from "node:assert/strict";
import { AzureError } from "../../../local/shared/azure-error.js";
import type { Properties } from "../../../local/shared/resource.js";
import { GROUP, identityId } from "../platform.js";
import { ACCOUNT, CLOUD_EVENTS, EventGridWorld, HOOK, HOOK_URL, subscriptionId, topicId } from "./event-grid-world.js";

describe("Event Grid subscriptions", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.topic("names", { inputSchema: CLOUD_EVENTS });
    await world.topic("grid");
  });
  afterEach(() => world.close());

  const cloud = (more: Properties = {}) => ({ eventDeliverySchema: CLOUD_EVENTS, ...more });
  const webhook = (more: Properties = {}) => ({ endpointType: "WebHook", endpointUrl: HOOK_URL, ...more });

  describe("outputs", () => {
    it("show the URL without its query, and the defaults", async () => {
      const outputs = await world.subscribe("names", "all", cloud({ resourceGroupName: "rg", topicName: "names" }));
      assert.deepEqual(outputs, {
        azureApiVersion: "2025-02-15",
        destination: {
          endpointBaseUrl: `https://${HOOK}/api/hook`,
          endpointType: "WebHook",
          maxEventsPerBatch: 1,
          preferredBatchSizeInKilobytes: 64,
        },
        eventDeliverySchema: CLOUD_EVENTS,
        filter: { subjectBeginsWith: "", subjectEndsWith: "" },
        id: subscriptionId("names", "all"),
        name: "all",
        provisioningState: "Succeeded",
        retryPolicy: { eventTimeToLiveInMinutes: 1440, maxDeliveryAttempts: 30 },
        topic: topicId("names").replace("Microsoft.EventGrid", "microsoft.eventgrid"),
        type: "Microsoft.EventGrid/topics/eventSubscriptions",
      });
      assert.deepEqual(await world.manager.act(subscriptionId("names", "all"), "getFullUrl", {}), {
        endpointUrl: HOOK_URL,
      });
    });

    it("are the same for an extension at the topic's scope", async () => {
      const id = `${topicId("names")}/providers/Microsoft.EventGrid/eventSubscriptions/all`;
      const outputs = await world.put(id, cloud({ scope: topicId("names"), destination: webhook() }));
      assert.equal(outputs.type, "Microsoft.EventGrid/eventSubscriptions");
      assert.equal(outputs.scope, undefined);
      await world.publish("names", { id: "1", source: "/", type: "T", specversion: "1.0" });
      assert.equal((await world.until("delivered")).target, id);
    });
  });

  describe("refusals", () => {
    const refused = async (topic: string, inputs: Properties, text: RegExp, name = "all") => {
      const before = world.hook.length;
      await assert.rejects(world.put(subscriptionId(topic, name), { destination: webhook(), ...inputs }), (error) => {
        assert.ok(error instanceof AzureError);
        assert.match(error.message, text);
        return true;
      });
      assert.equal(world.hook.length, before, "no handshake");
    };

    it("name what the service of Azure would refuse", async () => {
      await refused(
        "names",
        {},
        /eventDeliverySchema is 'EventGridSchema'; a topic with inputSchema 'CloudEventSchemaV1_0' can deliver CloudEventSchemaV1_0$/,
      );
      await refused("grid", { eventDeliverySchema: "Avro" }, /'Avro'/);
      await refused("grid", { destination: undefined }, /destination/);
      await refused(
        "grid",
        { destination: webhook({ endpointUrl: "http://hook.example.net/x?code=s3cret" }) },
        /http:\/\/hook\.example\.net\/x; only https/,
      );
      await refused("grid", { destination: webhook({ endpointUrl: "hook" }) }, /no absolute URL/);
      await refused(
        "grid",
        { destination: webhook({ preferredBatchSizeInKilobytes: 1025 }) },
        /1025; allowed .* 1 to 1024/,
      );
      await refused("grid", { destination: webhook({ maxEventsPerBatch: 5001 }) }, /5001; allowed .* 1 to 5000/);
      await refused(
        "grid",
        { destination: { endpointType: "AzureFunction", resourceId: "/subscriptions/s" } },
        /resourceId is \/subscriptions\/s; allowed is the id of a Microsoft.Web\/sites\/functions/,
      );
      for (const [least, most, setting] of [
        [1, 30, "maxDeliveryAttempts"],
        [1, 1440, "eventTimeToLiveInMinutes"],
      ] as const) {
        for (const value of [least - 1, most + 1, 1.5]) {
          await refused(
            "grid",
            { retryPolicy: { [setting]: value } },
            new RegExp(`${setting} is ${value}; allowed .* ${least} to ${most}`),
          );
        }
        for (const value of [least, most]) await world.subscribe("grid", "all", { retryPolicy: { [setting]: value } });
      }
      await refused("grid", {}, /'a_b'/, "a_b");
      await refused("grid", {}, /3 to 64/, "ab");
      await refused("grid", {}, /3 to 64/, "a".repeat(65));
    });

    it("name what the local Azure does not support", async () => {
      const unsupported = (inputs: Properties, what: string) =>
        refused("grid", inputs, new RegExp(`^the local Azure does not support .*${what}`));
      for (const endpointType of [
        "EventHub",
        "HybridConnection",
        "ServiceBusQueue",
        "ServiceBusTopic",
        "MonitorAlert",
        "NamespaceTopic",
        "PartnerDestination",
      ]) {
        await unsupported({ destination: { endpointType } }, `destination ${endpointType}`);
      }
      await unsupported(
        { destination: webhook({ azureActiveDirectoryTenantId: "t" }) },
        "azureActiveDirectoryTenantId",
      );
      await unsupported(
        { destination: webhook({ azureActiveDirectoryApplicationIdOrUri: "a" }) },
        "azureActiveDirectoryApplicationIdOrUri",
      );
      await unsupported(
        { deadLetterDestination: {} },
        "deadLetterDestination of an event subscription; use deadLetterWithResourceIdentity",
      );
      await unsupported({ eventDeliverySchema: "CustomInputSchema" }, "CustomInputSchema");
      for (const type of ["domains", "domains/topics", "namespaces", "partnerNamespaces", "partnerTopics"]) {
        const resource = world.service.resourceTypes.find((one) => one.type === `Microsoft.EventGrid/${type}`);
        const declared = { id: "", type: "", name: "", inputs: {} };
        assert.throws(
          () => resource?.put?.(declared, undefined),
          new RegExp(`does not support Microsoft.EventGrid/${type}; use`),
        );
      }
      const scope = `${GROUP}/providers/Microsoft.EventGrid/eventSubscriptions/all`;
      await assert.rejects(
        world.put(scope, { scope: GROUP, destination: webhook() }),
        /does not support event subscriptions of Microsoft\.Resources\/resourceGroups/,
      );
    });

    it("check the dead-letter destination and its identity", async () => {
      await world.identity("id-topic");
      await world.identity("id-other");
      const dead = (identity: Properties = {}, destination: Properties = {}) => ({
        deadLetterWithResourceIdentity: {
          identity: { type: "UserAssigned", userAssignedIdentity: identityId("id-topic"), ...identity },
          deadLetterDestination: {
            endpointType: "StorageBlob",
            resourceId: ACCOUNT,
            blobContainerName: "dead",
            ...destination,
          },
        },
      });
      await world.topic("grid", {
        identity: { type: "UserAssigned", userAssignedIdentities: { [identityId("id-topic")]: {} } },
      });
      await refused("grid", dead(), /storageAccounts\/stdead' of the dead-letter destination was not found/);
      await world.put(ACCOUNT, {});
      await refused(
        "grid",
        dead({ userAssignedIdentity: identityId("id-other") }),
        /which the topic grid does not have/,
      );
      await refused("grid", dead({ type: "SystemAssigned" }), /does not support .*SystemAssigned/);
      await refused("grid", dead({ userAssignedIdentity: undefined }), /userAssignedIdentity/);
      await refused("grid", dead({}, { endpointType: "Queue" }), /'Queue'; allowed is StorageBlob/);
      await refused("grid", dead({}, { resourceId: topicId("grid") }), /storageAccounts/);
      await refused("grid", dead({}, { blobContainerName: "Dead_Letters" }), /'Dead_Letters'/);
      await world.subscribe("grid", "all", dead());
    });

    it("come from a topic that is not there", async () => {
      await assert.rejects(world.subscribe("nobody", "all"), { code: "ParentResourceNotFound" });
    });
  });
});
