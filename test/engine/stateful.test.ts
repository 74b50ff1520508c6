import assert from "node:assert/strict";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";
import { becomeOutsider } from "../shared/outsider.js";

/** What holds data, on a stack whose config protects it. */
describe("Data of a protected stack", function () {
  this.timeout(180_000);
  let deployment: Deployment;
  let leave: (() => void) | undefined;
  let id: string;

  const nameOf = async () => (await deployment.system()).nameOf(id);

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
    await deployment.up("--config", "gridwire:protect=true");
    leave = becomeOutsider(deployment.azure);
    id = await (await deployment.system()).submit("Ada");
    await eventually("the blob", () => nameOf().catch(() => undefined));
  });
  after(async () => {
    leave?.();
    await deployment?.end();
  });

  it("stays when somebody destroys the stack", async () => {
    const { code, output } = await deployment.pulumi("destroy", "--yes");
    assert.notEqual(code, 0);
    assert.match(output, /BlobContainer::data-raw-names" cannot be deleted\s+because it is protected/);
    // Refused as a whole, by its preview: the apps run on.
    assert.equal(await nameOf(), "Ada");
    assert.equal((await deployment.pulumi("preview", "--expect-no-changes")).code, 0);
  });

  it("stays when an edit takes away what holds it: a preview says so already", async () => {
    deployment.checkout.edit("contracts/resources.ts", '"raw-names"', '"raw-names-2"');
    const { code, output } = await deployment.pulumi("preview");
    deployment.checkout.edit("contracts/resources.ts", '"raw-names-2"', '"raw-names"');
    assert.notEqual(code, 0);
    assert.match(output, /BlobContainer::data-raw-names" cannot be deleted\s+because it is protected/);
  });

  it("stays when a component is renamed, with an alias and its label", async () => {
    deployment.checkout.edit(
      "infra/index.ts",
      'new DataStore("data", { place,',
      'new DataStore("archive", { place, label: "data",',
    );
    deployment.checkout.edit(
      "infra/index.ts",
      "tables: [letterCounts] }, { protect });",
      'tables: [letterCounts] }, { protect, aliases: [{ name: "data" }] });',
    );
    const preview = await deployment.pulumi("preview", "--diff");
    assert.equal(preview.code, 0, preview.output);
    const output = await deployment.up();
    assert.match(output, /Resources:\n\s+\d+ unchanged/);
    assert.equal((await deployment.resource("archive-raw-names")).inputs.containerName, "raw-names");
    assert.equal(await nameOf(), "Ada");
  });

  it("stays when the stack is told that its group exists: it lets go of the group, and of nothing else", async () => {
    const group = await deployment.resource("group");
    const told = ["--config", "gridwire:resourceGroup=rg-gridwire-local"];
    const preview = await deployment.pulumi("preview", ...told);
    assert.equal(preview.code, 0, preview.output);
    assert.doesNotMatch(preview.output, /to (delete|replace|update|create)/);
    const output = await deployment.up(...told);
    assert.doesNotMatch(output, /(deleted|replaced|updated|created)\b/);
    assert.equal((await deployment.resource("group")).id, group.id);
    assert.equal(await nameOf(), "Ada");
    assert.equal((await deployment.pulumi("preview", "--expect-no-changes")).code, 0);
  });

  it("goes once the config lets it, without the group that is no longer the stack's", async () => {
    const group = await deployment.resource("group");
    await deployment.up("--config", "gridwire:protect=false");
    const { code, output } = await deployment.pulumi("destroy", "--yes", "--skip-preview");
    assert.equal(code, 0, output);
    assert.equal((await deployment.control.status()).resources, 1);
    const left = await deployment.byHand((provider) => provider.read(group.type, group.id));
    assert.equal(left?.resourceGroupName, "rg-gridwire-local");
  });

  it("needs the group to be there", async () => {
    const { code, output } = await deployment.pulumi("preview", "--config", "gridwire:resourceGroup=rg-not-there");
    assert.notEqual(code, 0);
    assert.match(output, /resource '\/subscriptions\/[^']+\/resourceGroups\/rg-not-there' does not exist/);
  });
});
