import assert from "node:assert/strict";
import { ResourceManager } from "../../../local/resources/resource-manager.js";
import { ResourceStore } from "../../../local/resources/resource-store.js";
import { groupId } from "../../../local/shared/arm-id.js";
import { AzureError } from "../../../local/shared/azure-error.js";
import type { ResourceType } from "../../../local/shared/resource.js";
import { Store } from "../../../local/shared/store.js";

const group = groupId("rg");
const thing = `${group}/providers/Microsoft.Things/things/one`;

describe("ResourceManager", () => {
  let store: Store;
  const managerOf = (...types: ResourceType[]) => new ResourceManager(new ResourceStore(store), types);

  beforeEach(() => {
    store = new Store(":memory:");
  });
  afterEach(() => store.close());

  it("keeps a type that no service claims as declared, and over a restart", async () => {
    const manager = managerOf();
    await manager.put(group, { location: "westeurope" });
    await manager.put(thing, { size: 3 });
    assert.deepEqual(managerOf().read(thing.toUpperCase())?.outputs, {
      size: 3,
      name: "one",
      type: "Microsoft.Things/things",
      id: thing,
    });
  });

  it("refuses a resource without its group, and a child without its parent, as ARM does", async () => {
    const manager = managerOf();
    await assert.rejects(manager.put(thing, {}), {
      code: "ResourceGroupNotFound",
      message: "Resource group 'rg' could not be found.",
    });
    await manager.put(group, {});
    await assert.rejects(manager.put(`${thing}/parts/p`, {}), { code: "ParentResourceNotFound" });
    await manager.put(thing, {});
    await manager.put(`${thing}/parts/p`, {});
  });

  it("runs an action of what a service makes by itself, also named from its parent", async () => {
    const part: ResourceType = {
      type: "Microsoft.Things/things/parts",
      find: (id) => ({ id, type: "Microsoft.Things/things/parts", name: "p", inputs: {}, outputs: {} }),
      actions: { listkeys: ({ name }, body) => ({ of: name, ...body }) },
    };
    const manager = managerOf(part);
    await manager.put(group, {});
    await manager.put(thing, {});
    for (const [id, action] of [
      [`${thing}/parts/p`, "listKeys"],
      [thing, "parts/p/listKeys"],
    ] as const) {
      assert.deepEqual(await manager.act(id, action, { a: 1 }), { of: "p", a: 1 });
    }
    await assert.rejects(manager.act(thing, "parts/p/none", {}), { code: "UnsupportedAction" });
    await assert.rejects(manager.act(thing, "none", {}), { code: "UnsupportedAction" });
  });

  it("stores nothing when the service refuses", async () => {
    const refusing: ResourceType = {
      type: "Microsoft.Things/things",
      put() {
        throw new AzureError(400, "TooSmall", "too small");
      },
    };
    const manager = managerOf(refusing);
    await manager.put(group, {});
    await assert.rejects(manager.put(thing, {}), { code: "TooSmall" });
    assert.equal(manager.read(thing), undefined);
  });

  it("deletes what lies beneath first, and tells each service", async () => {
    const deleted: string[] = [];
    const remember = (type: string): ResourceType => ({ type, delete: ({ name }) => void deleted.push(name) });
    const manager = managerOf(remember("Microsoft.Things/things"), remember("Microsoft.Things/things/parts"));
    for (const id of [group, thing, `${thing}/parts/p`]) await manager.put(id, {});
    await manager.delete(group);
    assert.deepEqual(deleted, ["p", "one"]);
    assert.equal(managerOf().resources.count(), 0);
  });

  it("refuses an action that it does not know, by name", async () => {
    const manager = managerOf();
    await manager.put(group, {});
    await assert.rejects(manager.act(group, "explode", {}), /"explode" of Microsoft.Resources\/resourceGroups/);
  });
});
