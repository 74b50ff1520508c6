import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { appPlan, readAppName } from "../../../start/new/app-plan.js";
import { carryOut } from "../../../start/new/carry-out.js";
import { eventPlan, readNewEvent, variableOf } from "../../../start/new/event-plan.js";
import { kebabOf, sentenceOf } from "../../../start/new/names.js";
import { requireFree } from "../../../start/new/taken.js";

const ROOT = resolve(import.meta.dirname, "../../..");

describe("A new event", () => {
  it("has a name of domain and happening", () => {
    for (const name of [undefined, "", "OrderPlaced", "orders.OrderPlaced", "Orders.OrderPlaced.v1", "Orders.order"]) {
      assert.throws(() => readNewEvent(name, "1"), {
        message: `event "${name ?? ""}": expected Domain.Happened, e.g. Orders.OrderPlaced`,
      });
    }
    assert.throws(() => readNewEvent("Orders.OrderPlaced", "0"), /--version "0": expected a whole number from 1/);
  });

  it("names its second version apart from the first", () => {
    const event = readNewEvent("Orders.OrderPlaced", "2");
    assert.equal(variableOf(event), "OrderPlacedV2");
    assert.ok("contracts/events/order-placed-v2.ts" in eventPlan(event).files);
    assert.match(eventPlan(event).files["contracts/events/order-placed-v2.ts"] ?? "", /"Orders\.OrderPlaced\.v2"/);
  });

  it("has a file that is named as files are", () => {
    assert.equal(kebabOf("HTTPCallMade2"), "http-call-made2");
    assert.equal(sentenceOf("OrderPlaced"), "Order placed");
  });
});

describe("A new app", () => {
  it("has a name that Azure and the language take", () => {
    for (const name of [undefined, "a", "My-app", "1app", "x".repeat(17)]) {
      assert.throws(() => readAppName(name), /expected 2 to 16 lower-case letters and digits, a letter first/);
    }
    assert.throws(() => readAppName("delete"), /app "delete": expected another name/);
  });

  it("takes no name that means something else, and overwrites nothing", () => {
    const free = (name: string) => requireFree(ROOT, [name], appPlan({ name }));
    assert.throws(() => free("recorder"), /"recorder" is taken: contracts\/index\.ts exports it/);
    assert.throws(() => free("topic"), /"topic" is taken: infra\/index\.ts/);
    assert.throws(() => free("App"), /"App" is taken: contracts\/vocabulary\/index\.ts/);
    assert.throws(() => free("kit"), /functions\/kit\/index\.ts is there already/);
    free("billing");
  });
});

describe("A plan whose place is not there", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "gridwire-new-"));
    mkdirSync(join(root, "contracts/apps"), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("leaves the file as it was, writes the rest, and says what to add by hand", async () => {
    const [list, exported] = ["export const apps = makeApps();\n", 'export { recorder } from "./apps/recorder.js";\n'];
    writeFileSync(join(root, "contracts/apps/index.ts"), list);
    writeFileSync(join(root, "contracts/index.ts"), exported);
    const { files, byHand } = await carryOut(root, appPlan({ name: "billing" }));
    assert.equal(readFileSync(join(root, "contracts/apps/index.ts"), "utf8"), list);
    assert.match(
      readFileSync(join(root, "contracts/index.ts"), "utf8"),
      /export { billing } from "\.\/apps\/billing\.js";/,
    );
    assert.ok(files.every((file) => existsSync(join(root, file))) && files.length === 5);
    assert.equal(byHand.length, 3);
    assert.match(
      byHand[0] ?? "",
      /could not find the list "apps" in contracts\/apps\/index\.ts; add by hand:\n {4}import { billing }/,
    );
    assert.match(byHand[1] ?? "", /infra\/bootstrap\/app-roles\.ts; add by hand:\n {4}\{ value: "Billing\.Read"/);
    assert.match(
      byHand[2] ?? "",
      /could not find the file in infra\/index\.ts; add by hand:\n {4}const billingApp = new FunctionApp/,
    );
  });
});
