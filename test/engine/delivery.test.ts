import assert from "node:assert/strict";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";
import { assertNamesTravel } from "../shared/names-travel.js";
import { becomeOutsider } from "../shared/outsider.js";

/** What opens an app to Event Grid, and what a manifest says of its deliveries, changed on a stack that lives. */
describe("Delivery, by stack config and manifest", function () {
  this.timeout(180_000);
  let deployment: Deployment;
  let leave: (() => void) | undefined;

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
    await deployment.up("--config", "gridwire:deliverWith=eventGridKey");
    leave = becomeOutsider(deployment.azure);
  });
  after(async () => {
    leave?.();
    await deployment?.end();
  });

  const destination = async () =>
    (await deployment.resource("names-tally-countName")).inputs.destination as Record<string, unknown>;
  const hostKeys = async () => {
    const { output } = await deployment.pulumi("stack", "export", "--show-secrets");
    const { deployment: state } = JSON.parse(output) as {
      deployment: { resources: { urn: string; outputs?: { key?: { plaintext?: string } } }[] };
    };
    return state.resources
      .filter(({ urn }) => /::\w+-key$/.test(urn))
      .map(({ outputs }) => JSON.parse(outputs?.key?.plaintext ?? "null") as string);
  };
  const keysOf = async (app: "recorder" | "tally") => deployment.control.keys(await deployment.site(app));

  it("works with the key that the host makes for Event Grid, and then knows no master key", async () => {
    await assertNamesTravel(deployment);
    const { masterKey, systemKeys } = await keysOf("tally");
    const kept = await hostKeys();
    assert.equal(kept.length, 2, "one for each app that handles events");
    assert.ok(kept.includes(systemKeys.eventgrid_extension ?? ""));
    assert.equal(kept.includes(masterKey), false);
  });

  it("works with no key at all, with the function as the destination", async () => {
    const output = await deployment.up("--config", "gridwire:deliverWith=azureFunction");
    assert.match(output, /HostKey tally-key deleted/);
    assert.match(output, /EventSubscription names-tally-countName updated/);
    const { endpointType, resourceId } = await destination();
    assert.equal(endpointType, "AzureFunction");
    assert.match(String(resourceId), /\/sites\/func-tally-[^/]+\/functions\/countName$/);
    assert.deepEqual(await hostKeys(), []);
    await assertNamesTravel(deployment);
  });

  it("survives a replaced site without a key", async () => {
    const { urn } = await deployment.resource("tally-site");
    const output = await deployment.up("--replace", urn);
    assert.match(output, /FunctionPackage tally-package created replacement/);
    await assertNamesTravel(deployment);
    assert.equal((await deployment.pulumi("preview", "--expect-no-changes")).code, 0);
  });

  it("takes batches and a filter from the manifest, and goes back to the master key", async () => {
    const filter = '{ maxEventsPerBatch: 20, filter: { name: { stringBeginsWith: ["z"] } } }';
    deployment.checkout.edit("contracts/apps/tally.ts", "onEvent(NameGenerated)", `onEvent(NameGenerated, ${filter})`);
    await deployment.up("--config", "gridwire:deliverWith=masterKey");
    assert.deepEqual((await deployment.resource("names-tally-countName")).inputs.filter, {
      includedEventTypes: ["Names.NameGenerated.v1"],
      enableAdvancedFilteringOnArrays: true,
      advancedFilters: [{ operatorType: "StringBeginsWith", key: "data.name", values: ["z"] }],
      isSubjectCaseSensitive: false,
    });
    assert.ok((await hostKeys()).includes((await keysOf("tally")).masterKey));

    const system = await deployment.system();
    const ids = [];
    for (const name of ["Ada", "Zoe", "Bob", "zed"]) ids.push(await system.submit(name));
    for (const id of ids) await eventually("the blob", () => system.nameOf(id).catch(() => undefined));
    const { counts } = await eventually("both", async () => {
      const now = await system.counts();
      return (now.counts.Z ?? 0) >= 2 ? now : undefined;
    });
    const before = counts.B ?? 0;
    await system.submit("Bea");
    await system.submit("Zora");
    const after = await eventually("the third", async () => {
      const now = await system.counts();
      return (now.counts.Z ?? 0) > (counts.Z ?? 0) ? now : undefined;
    });
    assert.equal(after.counts.B ?? 0, before, "Event Grid keeps what the filter does not want");
  });
});
