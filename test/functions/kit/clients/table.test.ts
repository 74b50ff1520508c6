import assert from "node:assert/strict";
import type { TableClient } from "@azure/data-tables";
import * as z from "zod";
import { table } from "../../../../contracts/index.js";
import { tableClient } from "../../../../functions/kit/clients/table.js";
import { Azurite } from "../../support/azurite.js";

const counters = table("counters", z.object({ count: z.int().nonnegative() }));
const plusOne = (current: { count: number } | undefined) => ({ count: (current?.count ?? 0) + 1 });
const address = { partition: "A", row: "count" };

describe("tableClient", function () {
  this.timeout(30_000);
  let azurite: Azurite;
  let raw: TableClient;
  before(async () => {
    azurite = await Azurite.start();
  });
  beforeEach(async () => {
    raw = await azurite.table();
  });
  after(() => azurite.stop());

  const rows = () => tableClient(counters, async () => raw);

  async function listed(partition?: string) {
    const found: unknown[] = [];
    for await (const row of rows().list(partition)) found.push(row);
    return found;
  }

  it("has undefined for a missing row, and an error for a missing table", async () => {
    assert.equal(await rows().get("A", "count"), undefined);
    const missing = tableClient(counters, async () => azurite.missingTable());
    await assert.rejects(missing.get("A", "count"), { statusCode: 404 });
  });

  it("makes the next value from the current one", async () => {
    assert.equal(await rows().change(address, plusOne, { once: "one" }), true);
    assert.equal(await rows().change(address, plusOne, { once: "two" }), true);
    assert.deepEqual(await rows().get("A", "count"), { count: 2 });
  });

  it("changes once for the same marker, one after the other", async () => {
    const changed: boolean[] = [];
    for (let i = 0; i < 5; i++) changed.push(await rows().change(address, plusOne, { once: "same" }));
    assert.deepEqual(changed, [true, false, false, false, false]);
    assert.deepEqual(await rows().get("A", "count"), { count: 1 });
  });

  it("changes once for the same marker, all at the same time", async () => {
    const changes = Array.from({ length: 5 }, () => rows().change(address, plusOne, { once: "same" }));
    assert.equal((await Promise.all(changes)).filter(Boolean).length, 1);
    assert.deepEqual(await rows().get("A", "count"), { count: 1 });
  });

  it("loses none of 20 different changes at the same time", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => rows().change(address, plusOne, { once: `event ${i}` })));
    assert.deepEqual(await rows().get("A", "count"), { count: 20 });
  });

  it("does not race with itself, and goes on after a change that failed", async () => {
    let submitted = 0;
    const submit = raw.submitTransaction.bind(raw);
    raw.submitTransaction = (...args) => {
      submitted += 1;
      return submit(...args);
    };
    const one = rows();
    const failing = one.change(address, () => ({ count: -1 }), { once: "bad" });
    const changes = Array.from({ length: 20 }, (_, i) => one.change(address, plusOne, { once: `event ${i}` }));
    await assert.rejects(failing, /does not fit its schema/);
    assert.ok((await Promise.all(changes)).every(Boolean));
    assert.deepEqual(await one.get("A", "count"), { count: 20 });
    assert.equal(submitted, 20);
  });

  it("gives up when it loses the race every time", async () => {
    await rows().change(address, plusOne, { once: "before" });
    // Somebody else writes the row whenever this one has read it.
    const submit = raw.submitTransaction.bind(raw);
    raw.submitTransaction = async (...args) => {
      await raw.upsertEntity({ partitionKey: "A", rowKey: "count", count: 7 }, "Replace");
      return submit(...args);
    };
    const pauses: number[] = [];
    const impatient = tableClient(
      counters,
      async () => raw,
      async (ms) => void pauses.push(ms),
    );
    const losing = impatient.change(address, plusOne, { once: "late" });
    await assert.rejects(losing, { message: 'table "counters": a row was changed by others 24 times in a row' });
    assert.deepEqual(await rows().get("A", "count"), { count: 7 });
    assert.equal(pauses.length, 23);
    assert.ok(pauses.every((ms) => ms >= 0 && ms <= 1000));
  });

  it("lists rows of one partition or of all, without markers, by the names that they were given", async () => {
    for (const [partition, row] of [
      ["#", "count"],
      ["A", "count"],
      ["A", "last"],
      ["Ж", "count"],
    ] as const) {
      for (const once of ["1", "2", "3"]) await rows().change({ partition, row }, plusOne, { once: `${row} ${once}` });
    }
    const at = (partition: string, row = "count") => ({ partition, row, value: { count: 3 } });
    assert.deepEqual(await listed("A"), [at("A"), at("A", "last")]);
    assert.deepEqual(await listed(), [at("#"), at("A"), at("A", "last"), at("Ж")]);
    assert.deepEqual(await listed("B"), []);
  });

  it("refuses rows that do not fit the schema, when written and when read", async () => {
    const change = rows().change(address, () => ({ count: -1 }), { once: "x" });
    await assert.rejects(change, /row of table "counters" does not fit its schema: count: /);
    assert.equal(await rows().get("A", "count"), undefined);
    await raw.createEntity({ partitionKey: "A", rowKey: "count", count: "many" });
    await assert.rejects(rows().get("A", "count"), /row of table "counters" does not fit its schema: count: /);
  });
});
