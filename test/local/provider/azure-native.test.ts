import assert from "node:assert/strict";
import { AzureNative } from "../../../local/provider/azure-native.js";
import { InitFailed } from "../../../local/provider/init-failed.js";
import { UNKNOWN } from "../../../local/provider/struct.js";
import { ResourceManager } from "../../../local/resources/resource-manager.js";
import { ResourceStore } from "../../../local/resources/resource-store.js";
import { groupId } from "../../../local/shared/arm-id.js";
import { AzureError } from "../../../local/shared/azure-error.js";
import { ProvisioningFailed } from "../../../local/shared/provisioning-failed.js";
import type { ResourceType } from "../../../local/shared/resource.js";
import { Store } from "../../../local/shared/store.js";

const GROUP = "azure-native:resources:ResourceGroup";
const TOPIC = "azure-native:eventgrid:Topic";
const WORKSPACE = "azure-native:operationalinsights:Workspace";
const seed = new Uint8Array([1, 2, 3]);

describe("AzureNative", () => {
  let store: Store;
  let provider: AzureNative;

  beforeEach(async () => {
    store = new Store(":memory:");
    const topics = { type: "Microsoft.EventGrid/topics", replaceOn: ["inputSchema"] };
    const manager = new ResourceManager(new ResourceStore(store), [topics]);
    provider = new AzureNative(
      "3.28.0",
      manager,
      async (_target, request) => request(),
      async () => ({}),
    );
    await provider.create(GROUP, { resourceGroupName: "rg", location: "westeurope" });
  });
  afterEach(() => store.close());

  const check = (inputs: object, before: object = {}) =>
    provider.check(WORKSPACE, "logs", { ...before }, { ...inputs }, seed).inputs;

  it("makes up a name from the logical one, the same for the same seed, and keeps it", () => {
    const inputs = check({ resourceGroupName: "rg" });
    assert.match(String(inputs.workspaceName), /^logs[0-9a-f]{8}$/);
    assert.equal(check({ resourceGroupName: "rg" }).workspaceName, inputs.workspaceName);
    assert.equal(
      provider.check(WORKSPACE, "logs", inputs, { resourceGroupName: "rg" }, new Uint8Array([9])).inputs.workspaceName,
      inputs.workspaceName,
    );
  });

  it("takes the location of the config, else of the group", () => {
    assert.equal(check({ resourceGroupName: "rg" }).location, "westeurope");
    provider.configure({ location: "northeurope" });
    assert.equal(check({ resourceGroupName: "rg" }).location, "northeurope");
    assert.equal(check({ resourceGroupName: "rg", location: "eastus" }).location, "eastus");
    const child = provider.check(
      "azure-native:storage:BlobContainer",
      "c",
      {},
      { resourceGroupName: "rg", accountName: "st" },
      seed,
    );
    assert.equal(child.inputs.location, undefined);
  });

  it("names each required property that is missing", () => {
    assert.deepEqual(provider.check(WORKSPACE, "logs", {}, {}, seed).failures, [
      "missing required property 'resourceGroupName'",
    ]);
  });

  it("replaces on name, place, and what Azure cannot change; updates the rest", () => {
    const before = {
      resourceGroupName: "rg",
      topicName: "t",
      location: "westeurope",
      inputSchema: "A",
      tags: { a: "1" },
    };
    const replaced = (after: object) =>
      provider
        .diff(TOPIC, before, { ...before, ...after })
        .changes.map(({ path, kind, replaces }) => [path, kind, replaces]);
    assert.deepEqual(replaced({}), []);
    assert.deepEqual(replaced({ tags: { a: "2", b: "3" } }), [
      ["tags.a", "update", false],
      ["tags.b", "add", false],
    ]);
    for (const change of [
      { topicName: "u" },
      { resourceGroupName: "other" },
      { location: "eastus" },
      { inputSchema: "B" },
    ]) {
      assert.deepEqual(replaced(change), [[Object.keys(change)[0], "update", true]]);
    }
  });

  it("deletes a resource named by hand before it makes the new one, and not one with a made-up name", () => {
    assert.equal(provider.diff(TOPIC, { topicName: "t" }, { topicName: "u" }).deleteBeforeReplace, true);
    const made = check({ resourceGroupName: "rg" });
    assert.equal(provider.diff(WORKSPACE, made, { ...made, location: "eastus" }).deleteBeforeReplace, false);
  });

  it("takes a value that is not known yet for a change", () => {
    const [change] = provider.diff(
      TOPIC,
      { topicName: "t", tags: { a: "1" } },
      { topicName: "t", tags: { a: UNKNOWN } },
    ).changes;
    assert.equal(change?.path, "tags.a");
  });

  it("shows of an update's preview the inputs, name and location; what Azure answers is unknown", () => {
    const outputs = { id: "i", name: "t", location: "westeurope", endpoint: "https://…", tags: { a: "1" } };
    assert.deepEqual(provider.previewUpdate(outputs, { tags: { a: "2" } }), {
      id: UNKNOWN,
      name: "t",
      location: "westeurope",
      endpoint: UNKNOWN,
      tags: { a: "2" },
    });
  });

  it("refuses to create what exists", async () => {
    const inputs = { resourceGroupName: "rg", topicName: "t" };
    await provider.create(TOPIC, inputs);
    await assert.rejects(provider.create(TOPIC, inputs), /cannot create already existing resource/);
  });

  it("says that it could not look when Azure does not tell whether it exists", async () => {
    const throttled = new AzureError(429, "SubscriptionRequestsThrottled", "Please try again.");
    const manager = new ResourceManager(new ResourceStore(store), []);
    const sending = new AzureNative(
      "3.28.0",
      manager,
      () => Promise.reject(throttled),
      async () => ({}),
    );
    await assert.rejects(sending.create(TOPIC, { resourceGroupName: "rg", topicName: "t" }), {
      message: `cannot check existence of resource '${groupId("rg")}/providers/Microsoft.EventGrid/topics/t': status code 429, {"error":{"code":"SubscriptionRequestsThrottled","message":"Please try again."}}`,
    });
  });

  it("reads, with the inputs that the id holds; and nothing of what is gone", async () => {
    const { id } = await provider.create(TOPIC, { resourceGroupName: "rg", topicName: "t", inputSchema: "A" });
    assert.equal(id, `${groupId("rg")}/providers/Microsoft.EventGrid/topics/t`);
    const read = await provider.read(TOPIC, id);
    assert.deepEqual(read?.inputs, { resourceGroupName: "rg", topicName: "t", inputSchema: "A" });
    await provider.delete(TOPIC, id);
    assert.equal(await provider.read(TOPIC, id), undefined);
  });

  it("keeps any other type, at a path of the usual form", async () => {
    const { id, outputs } = await provider.create("azure-native:servicebus:Namespace", {
      resourceGroupName: "rg",
      namespaceName: "sb",
      sku: { name: "Basic" },
    });
    assert.equal(id, `${groupId("rg")}/providers/Microsoft.Servicebus/namespaces/sb`);
    assert.deepEqual(outputs.sku, { name: "Basic" });
  });

  describe("of what Azure takes and cannot bring up", () => {
    const inputs = { resourceGroupName: "rg", topicName: "t", tags: { a: "1" } };
    let broken: boolean;

    beforeEach(async () => {
      const refusal = new AzureError(400, "ResourceOperationFailure", "Failed");
      const topics: ResourceType = {
        type: "Microsoft.EventGrid/topics",
        put({ inputs: { tags } }) {
          if (broken) throw new ProvisioningFailed(refusal, { tags });
          return { tags, provisioningState: "Succeeded" };
        },
      };
      const manager = new ResourceManager(new ResourceStore(store), [topics]);
      provider = new AzureNative(
        "3.28.0",
        manager,
        async (_target, request) => request(),
        async () => ({}),
      );
    });

    it("keeps what is new, as failed, and makes no other of its name", async () => {
      broken = true;
      const id = `${groupId("rg")}/providers/Microsoft.EventGrid/topics/t`;
      const failed = (error: InitFailed) => {
        assert.ok(error instanceof InitFailed);
        assert.deepEqual([error.id, error.outputs], [id, { tags: { a: "1" }, provisioningState: "Failed", id }]);
        return true;
      };
      await assert.rejects(provider.create(TOPIC, inputs), failed);
      await assert.rejects(provider.create(TOPIC, inputs), /cannot create already existing resource/);
      await provider.delete(TOPIC, id);
      broken = false;
      assert.equal((await provider.create(TOPIC, inputs)).outputs.provisioningState, "Succeeded");
    });

    it("leaves what was there as it was", async () => {
      broken = false;
      const { id } = await provider.create(TOPIC, inputs);
      broken = true;
      await assert.rejects(provider.update(TOPIC, id, { ...inputs, tags: { a: "2" } }), (error: InitFailed) => {
        assert.ok(error instanceof InitFailed);
        assert.deepEqual(error.outputs.tags, { a: "1" });
        return true;
      });
      assert.equal((await provider.read(TOPIC, id))?.outputs.provisioningState, "Succeeded");
    });
  });
});
