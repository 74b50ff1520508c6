import assert from "node:assert/strict";
import { eventually } from "../../shared/eventually.js";
import { TenantWorld } from "../tenant-world.js";

const TOPIC = "azure-native:eventgrid:Topic";
const SUBSCRIPTION = "azure-native:eventgrid:TopicEventSubscription";

/** As the engine sees it: azure-native on a whole local Azure. */
describe("Event Grid late consent, by azure-native", function () {
  this.timeout(30_000);
  let world: TenantWorld;

  before(async () => {
    world = await TenantWorld.open();
  });
  after(() => world.close());

  it("keeps who makes a subscription waiting, and then fails it", async () => {
    const group = await world.group("rg-late");
    const place = { resourceGroupName: "rg-late", topicName: "late" };
    await world.azureNative.create(TOPIC, { ...place, location: "westeurope", inputSchema: "CloudEventSchemaV1_0" });
    // A topic's own endpoint answers OPTIONS with 200, and allows no origin.
    const endpointUrl = "https://late.westeurope-1.eventgrid.azure.net/api/events";
    const made = world.azureNative.create(SUBSCRIPTION, {
      ...place,
      eventSubscriptionName: "all",
      eventDeliverySchema: "CloudEventSchemaV1_0",
      destination: { endpointType: "WebHook", endpointUrl },
    });
    const failed = assert.rejects(made, /terminal provisioning state 'Failed'/);
    const id = `${group}/providers/Microsoft.EventGrid/topics/late/eventSubscriptions/all`;
    const inState = (state: string) =>
      eventually(`the state ${state}`, async () => {
        const outputs = await world.azureNative.outputs(SUBSCRIPTION, id);
        return outputs.provisioningState === state || undefined;
      });
    await inState("AwaitingManualAction");
    await world.control.advance(10 * 60_000);
    await failed;
    await inState("Failed");
  });
});
