import assert from "node:assert/strict";
import { type RestError, TableTransaction } from "@azure/data-tables";
import { accountId, StorageWorld, tableId } from "./storage-world.js";

describe("tables of the local Azure", function () {
  this.timeout(20_000);
  const world = new StorageWorld();

  before(async () => {
    await world.open();
    await world.account("tables1");
    await world.manager.put(tableId("tables1", "letters"), {});
    await world.grant("tally", "tableContributor", tableId("tables1", "letters"));
  });
  after(() => world.close());

  const codeOf = (error: RestError) =>
    (error.details as { odataError?: { code?: string } } | undefined)?.odataError?.code;

  it("inserts, reads, updates, queries and deletes with the unmodified SDK", async () => {
    const letters = world.table("tables1", "letters", "tally");
    await letters.createEntity({ partitionKey: "p", rowKey: "it's a", count: 1 });
    await letters.upsertEntity({ partitionKey: "p", rowKey: "b", count: 2 });
    await letters.updateEntity({ partitionKey: "p", rowKey: "b", more: "x" }, "Merge");
    assert.equal((await letters.getEntity("p", "it's a")).count, 1);
    const found: unknown[] = [];
    for await (const entity of letters.listEntities({ queryOptions: { filter: "count eq 2" } }))
      found.push(entity.more);
    assert.deepEqual(found, ["x"]);
    await letters.deleteEntity("p", "b");
    await assert.rejects(letters.getEntity("p", "b"), { statusCode: 404 });
  });

  it("updates with optimistic concurrency", async () => {
    const letters = world.table("tables1", "letters", "tally");
    await letters.createEntity({ partitionKey: "etag", rowKey: "a", count: 1 });
    const { etag } = await letters.getEntity("etag", "a");
    await letters.updateEntity({ partitionKey: "etag", rowKey: "a", count: 2 }, "Replace", { etag });
    await assert.rejects(letters.updateEntity({ partitionKey: "etag", rowKey: "a", count: 3 }, "Replace", { etag }), {
      statusCode: 412,
    });
    assert.equal((await letters.getEntity("etag", "a")).count, 2);
  });

  it("runs a batch whole or not at all, with optimistic concurrency", async () => {
    const letters = world.table("tables1", "letters", "tally");
    const first = new TableTransaction();
    first.createEntity({ partitionKey: "batch", rowKey: "a", count: 1, text: "GET http://x/y {curly}" });
    first.upsertEntity({ partitionKey: "batch", rowKey: "b", count: 1 });
    assert.equal((await letters.submitTransaction(first.actions)).status, 202);
    const { etag } = await letters.getEntity("batch", "a");
    await letters.updateEntity({ partitionKey: "batch", rowKey: "a", count: 2 });

    const second = new TableTransaction();
    second.createEntity({ partitionKey: "batch", rowKey: "c", count: 1 });
    second.updateEntity({ partitionKey: "batch", rowKey: "a", count: 9 }, "Replace", { etag: String(etag) });
    await assert.rejects(letters.submitTransaction(second.actions), { statusCode: 412 });
    await assert.rejects(letters.getEntity("batch", "c"), { statusCode: 404 });
    assert.equal((await letters.getEntity("batch", "a")).count, 2);
  });

  it("runs a batch that the account's key signs", async () => {
    const { keys } = (await world.manager.act(accountId("tables1"), "listKeys", {})) as { keys: { value: string }[] };
    const letters = world.tableByKey("tables1", "letters", keys[0]?.value ?? "");
    const batch = new TableTransaction();
    batch.createEntity({ partitionKey: "signed", rowKey: "a" });
    batch.createEntity({ partitionKey: "signed", rowKey: "b" });
    assert.equal((await letters.submitTransaction(batch.actions)).status, 202);
    assert.equal((await letters.getEntity("signed", "b")).rowKey, "b");
    const other = world.tableByKey("tables1", "letters", Buffer.from("other").toString("base64"));
    await assert.rejects(other.submitTransaction(batch.actions), { statusCode: 403 });
  });

  it("checks each part of a batch", async () => {
    world.asked.length = 0;
    const batch = new TableTransaction();
    batch.createEntity({ partitionKey: "q", rowKey: "a" });
    batch.deleteEntity("q", "b");
    await assert.rejects(
      world.table("tables1", "letters", "stranger").submitTransaction(batch.actions),
      (error: RestError) => codeOf(error) === "AuthorizationPermissionMismatch" || error.statusCode === 403,
    );
    await assert.rejects(world.table("tables1", "letters", "tally").submitTransaction(batch.actions));
    assert.deepEqual(
      world.asked.slice(1).map(({ operation, scope }) => [operation, scope]),
      [
        ["Insert Entity", tableId("tables1", "letters")],
        ["Delete Entity", tableId("tables1", "letters")],
      ],
    );
  });

  it("refuses a principal without the role, in OData's form", async () => {
    const other = world.table("tables1", "letters", "stranger");
    await assert.rejects(other.getEntity("p", "a"), (error: RestError) => {
      assert.equal(error.statusCode, 403);
      assert.equal(codeOf(error), "AuthorizationPermissionMismatch");
      return true;
    });
  });

  it("does not give entities to who may only read the table's access policies", async () => {
    await world.grant("chief", "owner", tableId("tables1", "letters"));
    const url = "https://tables1.table.core.windows.net/letters";
    const headers = { authorization: "Bearer chief", accept: "application/json" };
    assert.equal((await world.send("GET", url, headers)).status, 403);
    const answer = await world.send("GET", `${url}?comp=acl`, headers);
    assert.equal(answer.text.includes("PartitionKey"), false);
  });

  it("creates, lists and deletes tables with rights on the account", async () => {
    await world.grant("maker", "tableContributor", tableId("tables1", "made"));
    await world.table("tables1", "made", "maker").createTable();
    const names: (string | undefined)[] = [];
    await assert.rejects(world.tables("tables1", "maker").listTables().next(), { statusCode: 403 });
    await world.grant("lister", "tableContributor", tableId("tables1", "made").replace(/\/tableServices.*/, ""));
    for await (const { name } of world.tables("tables1", "lister").listTables()) names.push(name);
    assert.deepEqual(names.sort(), ["letters", "made"]);
    await world.table("tables1", "made", "maker").deleteTable();
    await assert.rejects(world.table("tables1", "letters", "stranger").deleteTable(), { statusCode: 403 });
  });
});
