import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { stackGroup } from "../../infra/stack-group.js";
import { record } from "./recorded.js";
import { testPlace } from "./test-place.js";

describe("The group of a stack", () => {
  const { group: _, ...where } = testPlace();
  const { location, tags } = where;

  it("is its own without a name of one that exists, protected as the stack's data is", async () => {
    const stack = await record(() => stackGroup({ ...where, existing: undefined }, { protect: true }));
    assert.deepEqual(stack.named("group").inputs, { resourceGroupName: "rg-gridwire-test", location, tags });
  });

  it("is read where it exists, and never registered as the stack's", async () => {
    const names: unknown[] = [];
    const stack = await record(() => {
      stackGroup({ ...where, existing: "rg-made-before" }, {}).apply((name) => names.push(name));
    });
    assert.deepEqual(stack.resources, []);
    assert.deepEqual(names, ["name of group"]);
  });

  it("is read by its id in the subscription of the login", async () => {
    const ids: string[] = [];
    await pulumi.runtime.setMocks({
      newResource: ({ id, name }) => {
        ids.push(id ?? "");
        return { id: id ?? name, state: { name } };
      },
      call: () => ({}),
    });
    await new Promise((done) => stackGroup({ ...where, existing: "rg-made-before" }, {}).apply(done));
    assert.deepEqual(ids, [`/subscriptions/${String(where.subscriptionId)}/resourceGroups/rg-made-before`]);
  });
});
