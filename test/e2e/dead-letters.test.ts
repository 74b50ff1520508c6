import assert from "node:assert/strict";
import { DefaultAzureCredential } from "@azure/identity";
import { ContainerClient } from "@azure/storage-blob";
import type { System } from "../../start/system.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";
import { becomeOutsider } from "../shared/outsider.js";

const HANDLER = "functions/recorder/handlers.ts";
const MEND = "await rawNames.put(";
const BREAK = 'throw new Error("out of order"); await rawNames.put(';
/** Event Grid keeps a letter for five minutes: https://learn.microsoft.com/azure/event-grid/delivery-and-retry */
const LETTERS_ARE_OUT_MS = 6 * 60_000;

/** `npm run dead-letters`, as a process. One story: each chapter goes on from the one before. */
describe("Dead letters", function () {
  this.timeout(180_000);
  const checkout = Checkout.make();
  const ids: string[] = [];
  let deployment: Deployment;
  let system: System;
  let container: ContainerClient;
  let leave: (() => void) | undefined;

  before(async () => {
    deployment = await Deployment.prepare(checkout);
    // The clock's names would make these tests say less.
    checkout.edit("contracts/apps/generator.ts", "*/2 * * * * *", "0 0 0 1 1 *");
    checkout.edit(
      "contracts/apps/recorder.ts",
      "onEvent(NameGenerated)",
      "onEvent(NameGenerated, { maxDeliveryAttempts: 1 })",
    );
    checkout.edit(HANDLER, MEND, BREAK);
    await deployment.up();
    leave = becomeOutsider(deployment.azure);
    system = await deployment.system();
    const { blobUrl } = await deployment.outputs();
    container = new ContainerClient(`${blobUrl}/dead-letters`, new DefaultAzureCredential());
  });
  after(async () => {
    leave?.();
    await deployment.end();
  });

  let printed = "";
  const deadLetters = async (...args: string[]) => {
    const ran = await checkout.run("dead-letters", args);
    printed += `${ran.out}${ran.err}`;
    return ran;
  };
  const happened = (what: string, app: string) =>
    eventually(`each event ${what}`, async () => {
      const { out } = await checkout.run("events", ["--app", app, "--json"]);
      return out.split("\n").filter((line) => line.includes(`"${what}"`)).length >= ids.length || undefined;
    });
  const blobs = async () => {
    let count = 0;
    for await (const _ of container.listBlobsFlat()) count += 1;
    return count;
  };

  it("are none at first", async () => {
    const { code, out, err } = await deadLetters("list");
    assert.equal(code, 0, err);
    assert.equal(out, "");
    assert.match(err, /No such dead letters in stack local\./);
  });

  it("are listed, with why each died, and shown", async () => {
    for (const _ of ["Ada", "Grace"]) {
      const { code, out, err } = await checkout.run("publish", ["NameGenerated"]);
      assert.equal(code, 0, err);
      ids.push(/ ([0-9a-f-]{36})\n/.exec(out)?.[1] ?? assert.fail(out));
    }
    await happened("given up", "recorder");
    await happened("delivered", "tally");
    await deployment.control.advance(LETTERS_ARE_OUT_MS);
    await happened("dead-lettered", "recorder");

    const { code, out, err } = await deadLetters("list");
    assert.equal(code, 0, err);
    const [headings, ...rows] = out.trimEnd().split("\n");
    assert.match(headings ?? "", /^died +meant for +event +type +subject +reason +attempts +last$/);
    assert.equal(rows.length, 2);
    for (const id of ids)
      assert.match(
        out,
        new RegExp(
          `^\\d{4}-\\d\\d-\\d\\d \\d\\dh +recorder/recordName +${id} +Names\\.NameGenerated\\.v1 +MaxDeliveryAttemptsExceeded +1 +Busy$`,
          "m",
        ),
      );
    const shown = await deadLetters("show", ids[0] ?? "");
    assert.match(shown.out, /reason +MaxDeliveryAttemptsExceeded\n/);
    assert.match(shown.out, new RegExp(`"id": "${ids[0]}"`));
    assert.equal((await deadLetters("list", "--app", "tally", "--json")).out, "");
  });

  it("stay while their function does not take them, which is said", async () => {
    const { code, out } = await deadLetters("replay", "--all");
    assert.equal(code, 1);
    for (const id of ids)
      assert.match(out, new RegExp(`^stays +${id} +recorder/recordName +the function answers 500`, "m"));
    assert.equal((await deadLetters("list", "--json")).out.trim().split("\n").length, 2);
  });

  it("go back to the mended function, and to no other", async () => {
    checkout.edit(HANDLER, BREAK, MEND);
    await deployment.up();
    const dry = await deadLetters("replay", "--all", "--dry-run");
    assert.equal(dry.code, 0, dry.err);
    assert.equal(await system.recorded(), 0);

    const counted = await system.counted();
    const { code, out, err } = await deadLetters("replay", "--all");
    assert.equal(code, 0, out + err);
    for (const id of ids) assert.match(out, new RegExp(`^brought back +${id} +recorder/recordName$`, "m"));
    assert.match(err, /Brought back: 2\./);
    assert.equal(await system.recorded(), 2);
    assert.equal(counted, 2);
    assert.equal(await system.counted(), counted);
    assert.equal(await blobs(), 0);
  });

  it("go back once", async () => {
    const { code, out, err } = await deadLetters("replay", "--all");
    assert.equal(code, 0, err);
    assert.equal(out, "");
    assert.match(err, /Brought back: 0\./);
    assert.equal(await system.recorded(), 2);
  });

  it("tell no key", async () => {
    const { systemKeys, masterKey } = await deployment.control.keys(await deployment.site("recorder"));
    const logs = (await checkout.run("local", ["logs"])).out;
    for (const key of [...Object.values(systemKeys), masterKey]) assert.ok(!`${printed}${logs}`.includes(key));
  });

  it("have a help, and end with 3 when there is no place for them", async () => {
    const { code, out } = await deadLetters("--help");
    assert.equal(code, 0);
    assert.match(out, /Usage: npm run dead-letters -- list/);
    assert.equal((await deadLetters()).code, 2);
    assert.equal((await deployment.pulumi("destroy", "--yes", "--skip-preview")).code, 0);
    const nothing = await deadLetters("list");
    assert.equal(nothing.code, 3, nothing.err);
    assert.match(nothing.err, /Stack "local" has no dead-letter container\. Deploy it: npm start/);
  });
});
