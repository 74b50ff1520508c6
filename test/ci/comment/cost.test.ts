import assert from "node:assert/strict";
import { changesIn } from "../../../ci/comment/change.js";
import { costChanges } from "../../../ci/comment/cost.js";
import { digest, step } from "./sample.js";

const PLAN = "azure-native:web:AppServicePlan";
const SITE = "azure-native:web:WebApp";
const costs = (...parts: Parameters<typeof step>) =>
  costChanges(changesIn(digest(step(...parts)))).map(({ what }) => what);

describe("Changes that move the bill", () => {
  it("are inputs that are changed, with what they were and are", () => {
    const site = (instanceMemoryMB: number, tag: string) => ({
      inputs: { functionAppConfig: { scaleAndConcurrency: { instanceMemoryMB } }, tags: { tag } },
    });
    assert.deepEqual(costs(SITE, "site", { before: site(512, "a"), after: site(2048, "b") }), [
      "`functionAppConfig.scaleAndConcurrency.instanceMemoryMB` `512` → `2048`",
    ]);
  });

  it("are inputs of what is new", () => {
    const after = { inputs: { scale: { alwaysReady: [{ name: "http", instanceCount: 1 }] } } };
    assert.deepEqual(costs(SITE, "site", { after }), ['`scale.alwaysReady["http"].instanceCount` `1`']);
  });

  it("are things that are paid for by being there, as they come and go", () => {
    const part = { inputs: { sku: { name: "FC1" } } };
    assert.deepEqual(costs(PLAN, "plan", { after: part }), ["AppServicePlan added", "`sku.name` `FC1`"]);
    assert.deepEqual(costs(PLAN, "plan", { before: part }), ["AppServicePlan removed"]);
  });

  it("are no others", () => {
    assert.deepEqual(costs(SITE, "site", { before: { inputs: { a: 1 } }, after: { inputs: { a: 2 } } }), []);
  });
});
