import assert from "node:assert/strict";
import { accountId, containerId, tableId } from "../../storage/storage-world.js";
import { BindingWorld, BY_IDENTITY, DATA } from "./binding-world.js";

describe("input bindings", () => {
  let world: BindingWorld;
  beforeEach(async () => {
    world = new BindingWorld();
    await world.open("queueContributor", "blobContributor", "tableContributor");
  });
  afterEach(() => world.close());

  const showing = (inputs: string) => `
    const inputs = { ${inputs} };
    app.http("show", { authLevel: "anonymous", route: "show/{part?}", extraInputs: Object.values(inputs), handler: (request, context) => ({
      jsonBody: Object.fromEntries(Object.entries(inputs).map(([name, one]) => {
        const value = context.extraInputs.get(one);
        return [name, Buffer.isBuffer(value) ? value.toString("hex") : value === undefined ? "nothing" : value];
      })) }) });`;
  const show = async (path = "/api/show") => JSON.parse((await world.call(path)).text);

  it("read a blob as text, as JSON, or as bytes; none is undefined", async () => {
    await world.storage.manager.put(containerId(DATA, "files"), {});
    const files = world.storage.blobs(DATA, "test").getContainerClient("files");
    await files.getBlockBlobClient("a b/x.txt").upload("Grüße", 7);
    await files.getBlockBlobClient("x.json").upload('{"a":1}', 7);
    await world.deploy(
      showing(`text: input.storageBlob({ path: "files/{part}/x.txt", connection: "Data" }),
        json: input.storageBlob({ path: "files/x.json", connection: "Data" }),
        bytes: input.storageBlob({ path: "files/x.json", connection: "Data", dataType: "binary" }),
        none: input.storageBlob({ path: "files/none", connection: "Data" }),
        nowhere: input.storageBlob({ path: "nowhere/none", connection: "Data" })`),
    );
    assert.deepEqual(await show("/api/show/a%20b"), {
      text: "Grüße",
      json: { a: 1 },
      bytes: Buffer.from('{"a":1}').toString("hex"),
      none: "nothing",
      nowhere: "nothing",
    });
  });

  it("read an entity, or entities by partition, filter and number", async () => {
    await world.storage.manager.put(tableId(DATA, "People"), {});
    const people = world.storage.table(DATA, "People", "test");
    const when = new Date("2026-01-05T10:00:00Z");
    await people.createEntity({ partitionKey: "p", rowKey: "ada", born: 1815n, when, o: "O'Neil" });
    await people.createEntity({ partitionKey: "p", rowKey: "bob", born: 1900n, o: "x" });
    await people.createEntity({ partitionKey: "q", rowKey: "eve", born: 1950n, o: "y" });
    const table = 'tableName: "People", connection: "Data"';
    await world.deploy(
      showing(`one: input.table({ ${table}, partitionKey: "p", rowKey: "{part}" }),
        none: input.table({ ${table}, partitionKey: "p", rowKey: "none" }),
        partition: input.table({ ${table}, partitionKey: "p" }),
        filtered: input.table({ ${table}, filter: "born gt 1890L" }),
        quoted: input.table({ ${table}, filter: "o eq '{Query.o}'" }),
        first: input.table({ ${table}, take: 1 })`),
    );
    const ada = { PartitionKey: "p", RowKey: "ada", born: 1815, when: "2026-01-05T10:00:00+00:00", o: "O'Neil" };
    const bob = { PartitionKey: "p", RowKey: "bob", born: 1900, o: "x" };
    const eve = { PartitionKey: "q", RowKey: "eve", born: 1950, o: "y" };
    const shown = await show("/api/show/ada?o=O%27Neil");
    assert.equal(Date.parse(shown.one.when), when.getTime());
    assert.match(shown.one.when, /\+00:00$/);
    const { when: _, ...rest } = shown.one;
    const { when: __, ...bare } = ada;
    assert.deepEqual(rest, bare);
    assert.equal(shown.none, "nothing");
    assert.deepEqual(shown.partition, [shown.one, bob]);
    assert.deepEqual(shown.filtered, [bob, eve]);
    assert.deepEqual(shown.quoted, [shown.one]);
    assert.deepEqual(shown.first, [shown.one]);
  });

  it("keep the function from running when they cannot be read", async () => {
    await world.storage.account("stother");
    await world.deploy(showing('text: input.storageBlob({ path: "ccc/{part}", connection: "Other" })'), {
      ...BY_IDENTITY,
      Other__accountName: "stother",
      Other__clientId: BY_IDENTITY.Data__clientId,
    });
    assert.equal((await world.call("/api/show/x")).status, 500);
    const notes = () => world.invocations().map(({ note }) => note ?? "");
    assert.match(
      notes()[0] ?? "",
      /^Exception binding parameter 'blobInput\w+': Get Blob blob 'ccc\/x' of account 'stother': 403 Auth/,
    );
    await world.call("/api/show");
    assert.match(notes()[1] ?? "", /No value for named parameter 'part'/);
    await world.storage.grant("app-identity", "blobContributor", accountId("stother"));
    assert.equal((await world.call("/api/show/x")).status, 200);
  });
});
