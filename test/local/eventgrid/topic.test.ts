import assert from "node:assert/strict";
import { GROUP, identityId } from "../platform.js";
import { CLOUD_EVENTS, EventGridWorld, topicId } from "./event-grid-world.js";

describe("Event Grid topics", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  it("show endpoint, defaults and the principals of their identities", async () => {
    await world.identity("id-topic");
    const outputs = await world.topic("names", {
      location: "West Europe",
      inputSchema: CLOUD_EVENTS,
      disableLocalAuth: true,
      minimumTlsVersionAllowed: "1.2",
      tags: { env: "local" },
      identity: { type: "UserAssigned", userAssignedIdentities: { [identityId("id-topic")]: {} } },
    });
    const { metricResourceId, ...others } = outputs;
    assert.match(String(metricResourceId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(others, {
      azureApiVersion: "2025-02-15",
      dataResidencyBoundary: "WithinGeopair",
      disableLocalAuth: true,
      endpoint: "https://names.westeurope-1.eventgrid.azure.net/api/events",
      id: topicId("names"),
      identity: {
        type: "UserAssigned",
        userAssignedIdentities: {
          [identityId("id-topic")]: { clientId: "client-of-id-topic", principalId: "principal-of-id-topic" },
        },
      },
      inputSchema: CLOUD_EVENTS,
      location: "westeurope",
      minimumTlsVersionAllowed: "1.2",
      name: "names",
      privateEndpointConnections: [],
      provisioningState: "Succeeded",
      publicNetworkAccess: "Enabled",
      tags: { env: "local" },
      type: "Microsoft.EventGrid/topics",
    });
    assert.equal((await world.topic("names")).metricResourceId, metricResourceId, "an update keeps it");
  });

  it("are replaced when their input schema changes", () => {
    const type = world.service.resourceTypes.find(({ type }) => type === "Microsoft.EventGrid/topics");
    assert.deepEqual(type?.replaceOn, ["inputSchema"]);
  });

  it("keep their keys through updates and restarts, and lose them when deleted", async () => {
    await world.topic("names");
    const keys = () => world.manager.act(topicId("names"), "listKeys", {});
    const before = await keys();
    assert.match(String(before.key1), /^[A-Za-z0-9+/]{54}==$/);
    assert.notEqual(before.key1, before.key2);
    await world.topic("names", { disableLocalAuth: true });
    await world.restart();
    assert.deepEqual(await keys(), before);
    await world.manager.delete(topicId("names"));
    await world.topic("names");
    assert.notEqual((await keys()).key1, before.key1);
  });

  it("answer for their own hosts alone", () => {
    assert.equal(world.service.answers("names.westeurope-1.eventgrid.azure.net"), true);
    for (const host of [
      "eventgrid.azure.net",
      "a.b.westeurope-1.eventgrid.azure.net",
      "names.westeurope-1.eventgrid.azure.net.evil.net",
    ]) {
      assert.equal(world.service.answers(host), false, host);
    }
  });

  it("are refused with a bad name, a taken one, or a setting that is not supported", async () => {
    const refused = (name: string, inputs: object, text: RegExp) =>
      assert.rejects(world.put(topicId(name), { location: "westeurope", ...inputs }), { message: text });
    await refused("ab", {}, /^Topic name must be between 3 and 50 characters in length\.$/);
    await refused("a".repeat(51), {}, /between 3 and 50/);
    await refused("a_b", {}, /'a_b'/);
    await refused("SystemTopic", {}, /must not start with/);
    await refused("names", { location: undefined }, /no location/);
    await refused(
      "names",
      { inputSchema: "CustomEventSchema" },
      /^the local Azure does not support inputSchema CustomEventSchema/,
    );
    await refused("names", { inputSchema: "Avro" }, /'Avro'/);
    await refused("names", { inputSchemaMapping: {} }, /does not support inputSchemaMapping/);
    await refused(
      "names",
      { inboundIpRules: [{ ipMask: "10.0.0.0/8", action: "Allow" }] },
      /does not support inboundIpRules/,
    );
    await refused(
      "names",
      { publicNetworkAccess: "SecuredByPerimeter" },
      /does not support publicNetworkAccess SecuredByPerimeter/,
    );
    await refused("names", { minimumTlsVersionAllowed: "1.4" }, /'1\.4'/);
    await refused(
      "names",
      { identity: { type: "SystemAssigned" } },
      /does not support the identity type SystemAssigned/,
    );
    await refused(
      "names",
      { identity: { type: "UserAssigned", userAssignedIdentities: { [identityId("none")]: {} } } },
      /could not be found/,
    );
    await world.topic("names");
    await world.put(`${GROUP}2`, {});
    const twin = `${GROUP}2/providers/Microsoft.EventGrid/topics/NAMES`;
    await assert.rejects(world.put(twin, { location: "West Europe" }), {
      status: 409,
      message: "Topic with the specified name already exists. Choose a different topic name.",
    });
    await world.put(twin, { location: "northeurope" });
  });
});
