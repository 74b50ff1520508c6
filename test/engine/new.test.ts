import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** `npm run new`, as a newcomer types it: what it writes is whole before anybody touches it. */
describe("What npm run new writes", function () {
  this.timeout(180_000);
  const checkout = Checkout.make("test", "docs", "biome.json", ".gitignore");
  let deployment: Deployment | undefined;
  let printed = "";

  before(async () => {
    for (const args of [
      ["event", "Orders.OrderPlaced"],
      ["event", "Orders.OrderPlaced", "--version", "2"],
      ["app", "billing", "--event", "OrderPlaced.v2"],
      ["app", "pinger"],
    ]) {
      const { code, out, err } = await checkout.run("new", args);
      assert.equal(code, 0, err);
      printed += out;
    }
  });
  after(async () => {
    await deployment?.end();
    checkout.remove();
  });

  it("is told, with what to do next", () => {
    assert.match(printed, /Written: contracts\/events\/order-placed\.ts/);
    assert.match(printed, /Next:\n.*functions\/billing\/handlers\.ts/s);
  });

  it("compiles", () => {
    const config = {
      extends: join(ROOT, "tsconfig.json"),
      compilerOptions: { incremental: false, tsBuildInfoFile: null },
      include: ["contracts", "functions", "infra", "test/contracts", "test/functions/billing", "test/functions/pinger"],
    };
    writeFileSync(join(checkout.root, "tsconfig.new.json"), JSON.stringify(config));
    checkout.tool("tsc", "-p", "tsconfig.new.json");
  });

  it("is formatted as all code is", () => {
    const tests = ["test/contracts/events", "test/functions/billing", "test/functions/pinger"];
    checkout.tool(
      "biome",
      "ci",
      "--colors=off",
      "contracts",
      "functions/billing",
      "functions/pinger",
      "infra",
      ...tests,
    );
  });

  it("passes its tests, and those that keep schemas and reference fresh", async () => {
    const tests = ["test/contracts", "test/functions/billing", "test/functions/pinger"];
    const { code, out } = await checkout.run("test", tests);
    assert.equal(code, 0, out);
    for (const text of [/OrderPlacedV2/, /handles OrderPlacedV2/, /answers GET \/api\/pinger/]) assert.match(out, text);
  });

  it("is part of the stack: the engine's preview has it, and the event has a subscriber", async () => {
    deployment = await Deployment.prepare(checkout);
    const { code, output } = await deployment.pulumi("preview", "--json");
    assert.equal(code, 0, output);
    const { steps } = JSON.parse(output.slice(output.indexOf("{"))) as {
      steps: { urn: string; newState?: { inputs?: { filter?: { includedEventTypes?: string[] } } } }[];
    };
    const named = (name: string) => steps.find(({ urn }) => urn.endsWith(`::${name}`)) ?? assert.fail(`no ${name}`);
    named("billing-site");
    named("pinger-site");
    const filter = named("names-billing-handleOrderPlacedV2").newState?.inputs?.filter;
    assert.deepEqual(filter?.includedEventTypes, ["Orders.OrderPlaced.v2"]);
  });

  it("is never written over what is there", async () => {
    const file = join(checkout.root, "functions/billing/handlers.ts");
    const before = readFileSync(file, "utf8");
    const { code, err } = await checkout.run("new", ["app", "billing"]);
    assert.equal(code, 1);
    assert.match(err, /"billing" is taken/);
    assert.equal(readFileSync(file, "utf8"), before);
  });
});
