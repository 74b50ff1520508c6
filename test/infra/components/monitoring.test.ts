import assert from "node:assert/strict";
import { Monitoring } from "../../../infra/components/monitoring.js";
import { record } from "../recorded.js";
import { testPlace } from "../test-place.js";

describe("Monitoring", () => {
  const place = testPlace();
  const { tags } = place;

  it("declares a workspace and a component over it, neither of which takes a key", async () => {
    const stack = await record(() => new Monitoring("monitoring", { place, retentionDays: 30 }));

    assert.equal(stack.resources.length, 3);
    assert.deepEqual(stack.named("monitoring-workspace").inputs, {
      workspaceName: "log-gridwire-test",
      resourceGroupName: "rg-gridwire-test",
      location: "westeurope",
      sku: { name: "PerGB2018" },
      retentionInDays: 30,
      features: { disableLocalAuth: true },
      tags,
    });
    assert.deepEqual(stack.named("monitoring-insights").inputs, {
      resourceName: "appi-gridwire-test",
      resourceGroupName: "rg-gridwire-test",
      location: "westeurope",
      kind: "web",
      applicationType: "web",
      ingestionMode: "LogAnalytics",
      workspaceResourceId: "id of monitoring-workspace",
      disableLocalAuth: true,
      // The SDK's own defaults.
      flowType: "Bluefield",
      requestSource: "rest",
      publicNetworkAccessForIngestion: "Enabled",
      publicNetworkAccessForQuery: "Enabled",
      tags,
    });
  });

  it("is the parent of both", async () => {
    const stack = await record(() => new Monitoring("monitoring", { place, retentionDays: 30 }));

    assert.equal(stack.named("monitoring").type, "gridwire:infra:Monitoring");
    assert.equal(stack.named("monitoring-workspace").parent, "monitoring");
    assert.equal(stack.named("monitoring-insights").parent, "monitoring");
  });
});
