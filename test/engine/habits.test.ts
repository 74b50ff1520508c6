import assert from "node:assert/strict";
import { join } from "node:path";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";
import { findSecrets } from "../shared/find-secrets.js";
import { assertNamesTravel } from "../shared/names-travel.js";
import { becomeOutsider } from "../shared/outsider.js";

const APPS = ["generator", "recorder", "tally"] as const;

/** What happens to a stack that lives on. */
describe("The program, once it is deployed", function () {
  this.timeout(180_000);
  let deployment: Deployment;
  let leave: (() => void) | undefined;

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
    await deployment.up();
    leave = becomeOutsider(deployment.azure);
  });
  after(async () => {
    leave?.();
    await deployment?.end();
  });

  const masterKey = async (app: (typeof APPS)[number]) =>
    (await deployment.control.keys(await deployment.site(app))).masterKey;

  it("brings a master key that somebody rotated to key and subscription with the next up", async () => {
    const { apps } = await deployment.outputs();
    const before = await masterKey("tally");
    const rotated = await fetch(`${apps.tally}/admin/host/systemkeys/_master`, {
      method: "POST",
      headers: { "x-functions-key": before },
    });
    assert.equal(rotated.status, 201);
    assert.notEqual(await masterKey("tally"), before);
    assert.equal((await deployment.pulumi("preview", "--expect-no-changes")).code, 0, "a preview reads no key");
    const output = await deployment.up();
    assert.match(output, /HostKey tally-key updated/);
    assert.match(output, /EventSubscription names-tally-countName updated/);
    assert.match(output, /Resources:\n\s+~ 2 updated/);
    await assertNamesTravel(deployment);
  });

  it("ships and wires again in one up when a site is replaced under its name", async () => {
    const { output: state } = await deployment.pulumi("stack", "export");
    const urn = /"urn": "([^"]+::recorder-site)"/.exec(state)?.[1];
    assert.ok(urn !== undefined);
    const before = await masterKey("recorder");
    const output = await deployment.up("--replace", urn);
    for (const replaced of ["WebApp recorder-site", "FunctionPackage recorder-package", "HostKey recorder-key"]) {
      assert.match(output, new RegExp(`${replaced} created replacement`));
    }
    assert.ok((await masterKey("recorder")).length > 0 && before.length > 0);
    await eventually(
      "names",
      () =>
        assertNamesTravel(deployment).then(
          () => true,
          () => undefined,
        ),
      60_000,
    );
    assert.equal((await deployment.pulumi("preview", "--expect-no-changes")).code, 0);
  });

  it("takes a plan that a preview saved, and prints no key or token", async () => {
    deployment.checkout.edit("functions/tally/logic.ts", "? -1 : 1", "? -1 : 2");
    const plan = join(deployment.checkout.home, "plan.json");
    const preview = await deployment.pulumi("preview", "--save-plan", plan);
    assert.equal(preview.code, 0, preview.output);
    const output = await deployment.up("--plan", plan);
    assert.match(output, /FunctionPackage tally-package updated/);
    const found = await findSecrets(deployment, await Promise.all(APPS.map((app) => deployment.site(app))));
    assert.deepEqual(found.leaks, []);
  });

  it("reports every wrong setting in one message, before it touches anything", async () => {
    const { code, output } = await deployment.pulumi(
      "preview",
      "--config",
      "gridwire:instanceMemoryMB=1000",
      "--config",
      "gridwire:colour=red",
    );
    assert.notEqual(code, 0);
    assert.match(output, /gridwire:instanceMemoryMB.*1000.*512, 2048 or 4096/s);
    assert.match(output, /gridwire:colour/);
  });
});
