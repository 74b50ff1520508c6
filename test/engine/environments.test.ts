import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundle } from "../../functions/bundle.js";
import { ALERT_RULES } from "../../infra/alert-rules.js";
import { groupOf } from "../../infra/environments.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { becomeOutsider } from "../shared/outsider.js";

const ROOT = resolve(import.meta.dirname, "../..");
const ORIGIN = "https://names.example.com";

/** What prod's file asks for and the stack `local` does not. */
describe("The program with the settings of prod", function () {
  this.timeout(180_000);
  let deployment: Deployment;
  let leave: (() => void) | undefined;

  before(async () => {
    const checkout = Checkout.make();
    copyFileSync(join(ROOT, "Pulumi.prod.yaml"), join(checkout.root, "Pulumi.local.yaml"));
    deployment = await Deployment.prepare(checkout);
    const inputs = { resourceGroupName: groupOf("prod"), location: "westeurope" };
    await deployment.byHand((provider) => provider.create("azure-native:resources:ResourceGroup", inputs));
    await deployment.up("--config", "gridwire:expires=2026-12-31");
    leave = becomeOutsider(deployment.azure);
  });
  after(async () => {
    leave?.();
    await deployment?.end();
  });

  it("comes up in the group that is there, and has nothing to change then", async () => {
    const { code, output } = await deployment.pulumi("preview", "--expect-no-changes");
    assert.equal(code, 0, output);
    assert.match((await deployment.resource("recorder-site")).id, /\/resourceGroups\/rg-gridwire-prod\//);
  });

  it("has its alerts, which find their recipients", async () => {
    const recipients = await deployment.resource("alerts-recipients");
    assert.match(recipients.id, /\/providers\/Microsoft\.Insights\/actionGroups\/ag-gridwire-prod$/);
    for (const { name } of ALERT_RULES) {
      const alert = await deployment.resource(`alerts-${name}`);
      assert.match(alert.id, new RegExp(`/providers/Microsoft\\.Insights/metricAlerts/alert-${name}-prod$`));
      assert.deepEqual(alert.inputs.actions, [{ actionGroupId: recipients.id }]);
      assert.equal((alert.inputs.tags as Record<string, string>).expires, "2026-12-31");
    }
  });

  it("tells the browser of a page that is allowed that it may call, and no other", async () => {
    const { generator } = (await deployment.outputs()).apps;
    const preflight = async (origin: string) => {
      const headers = { origin, "access-control-request-method": "POST" };
      const answer = await fetch(`${generator}/api/names`, { method: "OPTIONS", headers });
      return [answer.status, answer.headers.get("access-control-allow-origin")];
    };
    assert.deepEqual(await preflight(ORIGIN), [204, ORIGIN]);
    assert.deepEqual(await preflight("https://evil.example.com"), [204, null]);
  });

  it("tells which packages are live", async () => {
    const { output } = await deployment.pulumi("stack", "output", "packages", "--json");
    const built = ["generator", "recorder", "tally"].map(async (app) => [app, (await bundle(app)).sha256] as const);
    assert.deepEqual(JSON.parse(output), Object.fromEntries(await Promise.all(built)));
  });
});
