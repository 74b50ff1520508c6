import assert from "node:assert/strict";
import { ControlClient } from "../../local/control/control-client.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { findSecrets } from "../shared/find-secrets.js";

const APPS = ["generator", "recorder", "tally"] as const;

/** One story, in order: each chapter goes on from the one before. */
describe("The program under the real engine", function () {
  this.timeout(180_000);
  let deployment: Deployment;

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
  });
  after(() => deployment?.end());

  const resources = async () => Number((await new ControlClient(deployment.azure).status()).resources);

  it("previews everything and makes nothing", async () => {
    const { code, output } = await deployment.pulumi("preview");
    assert.equal(code, 0, output);
    assert.match(output, /FunctionPackage recorder-package create/);
    assert.match(output, /https:\/\/func-recorder-local-\w+\.azurewebsites\.net/);
    assert.equal(await resources(), 0);
  });

  it("ships the code, reads the keys and makes the subscriptions in one up", async () => {
    const output = await deployment.up();
    assert.match(output, /EventSubscription names-recorder-recordName created/);
    assert.ok((await resources()) > 40);
  });

  it("finds nothing to change in a second preview", async () => {
    const { code, output } = await deployment.pulumi("preview", "--expect-no-changes");
    assert.equal(code, 0, output);
  });

  it("leaves no key, token or secret in clear: state, outputs, logs, terminal, processes", async () => {
    const sites = await Promise.all(APPS.map((app) => deployment.site(app)));
    const found = await findSecrets(deployment, sites);
    assert.ok(found.looked > 20, `looked at ${found.looked} places only`);
    assert.deepEqual(found.leaks, []);
  });

  it("ships only the app whose code was touched, as exactly one update", async () => {
    deployment.checkout.edit("functions/recorder/logic.ts", "pseudonym: ", "alias: ");
    const { output } = await deployment.pulumi("preview", "--diff");
    assert.match(output, /Resources:\n\s+~ 1 to update/);
    assert.match(output, /recorder-package/);
    const updated = await deployment.up();
    assert.match(updated, /FunctionPackage recorder-package updated/);
    assert.match(updated, /Resources:\n\s+~ 1 updated/);
    assert.equal((await deployment.pulumi("preview", "--expect-no-changes")).code, 0);
  });

  it("notices by a refresh what somebody deleted by hand, and puts it back with the next up", async () => {
    assert.equal((await deployment.pulumi("refresh", "--yes", "--expect-no-changes")).code, 0);
    const grant = await deployment.resource("recorder-grants-need-rawNames");
    await deployment.byHand((provider) => provider.delete(grant.type, grant.id));
    const { output } = await deployment.pulumi("refresh", "--yes");
    assert.match(output, /RoleAssignment recorder-grants-need-rawNames delete/);
    const updated = await deployment.up();
    assert.match(updated, /RoleAssignment recorder-grants-need-rawNames created/);
  });

  it("destroys everything, and comes up again", async () => {
    const { code, output } = await deployment.pulumi("destroy", "--yes");
    assert.equal(code, 0, output);
    assert.equal(await resources(), 0);
    const { deployment: state } = JSON.parse((await deployment.pulumi("stack", "export")).output) as {
      deployment: { resources?: unknown[] };
    };
    assert.deepEqual(state.resources ?? [], []);
    await deployment.up();
    assert.ok((await resources()) > 40);
  });
});
