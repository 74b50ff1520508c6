import assert from "node:assert/strict";
import { IDENTITY } from "../platform.js";
import { BindingWorld, BY_IDENTITY, base64, DATA } from "./binding-world.js";

const TOPIC = "https://topic.westeurope-1.eventgrid.azure.net/api/events";
const SETTINGS = {
  ...BY_IDENTITY,
  CONTAINER: "results",
  Topic__topicEndpointUri: TOPIC,
  Topic__clientId: BY_IDENTITY.Data__clientId,
  TopicUri: TOPIC,
  TopicKey: "topic-key",
};

/** An HTTP function that gives what the body says to its outputs. */
const giving = (outputs: string) => `
const outputs = { ${outputs} };
app.http("give", { authLevel: "anonymous", route: "give/{part?}", extraOutputs: Object.values(outputs), handler: async (request, context) => {
  for (const [name, value] of Object.entries(await request.json())) {
    context.extraOutputs.set(outputs[name], name === "bytes" ? Buffer.from(value, "hex") : value);
  }
  return { body: "done" };
} });`;

describe("output bindings", () => {
  let world: BindingWorld;
  beforeEach(async () => {
    world = new BindingWorld();
    await world.open("queueContributor", "blobContributor", "tableContributor");
  });
  afterEach(() => world.close());

  const give = (values: object, path = "/api/give") => world.call(path, JSON.stringify(values));
  const texts = async (queue: string) =>
    (await world.peek(queue))?.map(({ text }) => Buffer.from(text, "base64").toString("utf8"));
  const failure = () => world.invocations().at(-1)?.note ?? "";

  it("put messages into a queue that they make, one for each element", async () => {
    await world.deploy(giving('queue: output.storageQueue({ queueName: "Out-{part}", connection: "Data" })'), SETTINGS);
    await give({ queue: "text" }, "/api/give/a");
    await give({ queue: { name: "Ada", n: [1] } }, "/api/give/a");
    assert.deepEqual(await texts("out-a"), ["text", '{\n  "name": "Ada",\n  "n": [\n    1\n  ]\n}']);
    await give({ queue: [{ n: 1 }, "two", 3, true] }, "/api/give/b");
    assert.deepEqual(await texts("out-b"), ['{\n  "n": 1\n}', "two", "3", "True"]);
    await give({ queue: '[1, "x"]' }, "/api/give/c");
    assert.deepEqual(await texts("out-c"), ["1", "x"]);
    await give({ queue: [] }, "/api/give/d");
    assert.equal(await texts("out-d"), undefined);
  });

  it("refuse a message that no queue takes, and a queue of no name", async () => {
    await world.deploy(
      giving(`queue: output.storageQueue({ queueName: "out-{part}", connection: "Data" }),
        big: output.storageQueue({ queueName: "big", connection: "Data" })`),
      SETTINGS,
    );
    assert.equal((await give({ big: "x".repeat(49_152) })).status, 200);
    assert.equal((await give({ big: "x".repeat(49_153) })).status, 500);
    assert.match(
      failure(),
      /^Error while handling parameter 'queueOutput\w+' after function returned: a message of 49153 bytes for queue 'big' of account 'stdata' is 65540 bytes as it lies there: a queue takes 65536 at most$/,
    );
    assert.equal((await give({ queue: "x" }, "/api/give/under_score")).status, 500);
    assert.match(failure(), /A queue name can contain only letters, numbers, and dash/);
    assert.equal((await give({ queue: "x" })).status, 500);
    assert.match(failure(), /No value for named parameter 'part'/);
    assert.equal((await give({ queue: "[not json]" }, "/api/give/a")).status, 500);
  });

  it("write a blob, and make its container", async () => {
    await world.deploy(
      giving(`text: output.storageBlob({ path: "%CONTAINER%/{part}/{datetime:yyyy}.txt", connection: "Data" }),
        json: output.storageBlob({ path: "%CONTAINER%/x.json", connection: "Data" }),
        bytes: output.storageBlob({ path: "%CONTAINER%/x.bin", connection: "Data" })`),
      SETTINGS,
    );
    assert.equal((await give({ text: "Grüße", json: { a: [1] }, bytes: "00ff" }, "/api/give/a%20b")).text, "done");
    const read = async (name: string) => {
      const client = world.storage.blobs(DATA, "test").getContainerClient("results").getBlobClient(name);
      return (await client.downloadToBuffer()).toString(name.endsWith("bin") ? "hex" : "utf8");
    };
    assert.equal(await read("a b/2026.txt"), "Grüße");
    assert.equal(await read("x.json"), '{"a":[1]}');
    assert.equal(await read("x.bin"), "00ff");
  });

  it("add entities to a table that they make, those of a partition all or none", async () => {
    await world.deploy(
      giving('table: output.table({ tableName: "People", partitionKey: "{part}", connection: "Data" })'),
      SETTINGS,
    );
    const ada = { RowKey: "ada", born: 1815, height: 1.6, alive: false, tags: ["x"], gone: null };
    assert.equal((await give({ table: [ada, { partitionKey: "other", rowKey: "bob" }] }, "/api/give/p1")).status, 200);
    const people = world.storage.table(DATA, "People", "test");
    const { etag, timestamp, ...stored } = await people.getEntity("p1", "ada");
    assert.ok(etag.length > 0 && timestamp !== undefined);
    assert.deepEqual(
      Object.entries(stored).filter(([name]) => !name.startsWith("odata.")),
      [
        ["partitionKey", "p1"],
        ["rowKey", "ada"],
        ["born", 1815n],
        ["height", 1.6],
        ["alive", false],
        ["tags", '[\n  "x"\n]'],
      ],
    );
    assert.equal((await people.getEntity("other", "bob")).rowKey, "bob");
    // One of the two is there already.
    assert.equal((await give({ table: [{ RowKey: "new" }, { RowKey: "ada" }] }, "/api/give/p1")).status, 500);
    assert.match(failure(), /Entity Group Transaction table 'People' of account 'stdata': 409 EntityAlreadyExists/);
    await assert.rejects(people.getEntity("p1", "new"), { statusCode: 404 });
    assert.equal((await give({ table: { RowKey: "ada", ETag: "*", born: 1 } }, "/api/give/p1")).status, 200);
    assert.equal((await people.getEntity("p1", "ada")).born, 1n);
    assert.equal((await give({ table: { name: "no key" } }, "/api/give/p1")).status, 500);
    assert.match(failure(), /an entity's RowKey is undefined: it has to be text/);
  });

  it("take more than a hundred entities", async () => {
    await world.deploy(giving('table: output.table({ tableName: "Many", connection: "Data" })'), SETTINGS);
    const entities = Array.from({ length: 120 }, (_, n) => ({ PartitionKey: "p", RowKey: `r${n}` }));
    assert.equal((await give({ table: entities })).status, 200);
    const found = [];
    for await (const entity of world.storage.table(DATA, "Many", "test").listEntities()) found.push(entity);
    assert.equal(found.length, 120);
  });

  it("publish events in one request, in the schema of the first", async () => {
    const published: { headers: Record<string, string>; url: string; body: unknown }[] = [];
    const before = world.host.elsewhere;
    world.host.elsewhere = (asked, body) => {
      if (!asked.url.startsWith(TOPIC)) return before(asked, body);
      published.push({
        headers: Object.fromEntries(asked.headers),
        url: asked.url,
        body: JSON.parse(Buffer.from(body).toString()),
      });
      return Promise.resolve(new Response(null, { status: published.length === 3 ? 401 : 200 }));
    };
    await world.deploy(
      giving(`identity: output.eventGrid({ connection: "Topic" }),
        key: output.eventGrid({ topicEndpointUri: "TopicUri", topicKeySetting: "TopicKey" })`),
      SETTINGS,
    );
    const cloud = { id: "1", source: "/s", type: "T", specversion: "1.0" };
    const grid = {
      id: "2",
      subject: "s",
      eventType: "T",
      eventTime: "2026-01-05T10:00:00Z",
      dataVersion: "1",
      data: {},
    };
    await give({ identity: [cloud, { ...cloud, id: "3" }] });
    await give({ key: grid });
    assert.deepEqual(
      published.map(({ body }) => body),
      [[cloud, { ...cloud, id: "3" }], [grid]],
    );
    assert.equal(published[0]?.url, `${TOPIC}?api-version=2018-01-01`);
    assert.equal(published[0]?.headers.authorization, `Bearer ${IDENTITY} for https://eventgrid.azure.net`);
    assert.match(published[0]?.headers["content-type"] ?? "", /^application\/cloudevents-batch\+json/);
    assert.equal(published[1]?.headers["aeg-sas-key"], "topic-key");
    assert.match(published[1]?.headers["content-type"] ?? "", /^application\/json/);
    assert.equal((await give({ key: grid })).status, 500);
    assert.match(failure(), /Publish topic 'topic\.westeurope-1\.eventgrid\.azure\.net': 401/);
    assert.equal((await give({ key: { id: "x" } })).status, 500);
    assert.match(failure(), /an event has id: id, subject, .* or id, source, type, specversion are needed/);
    assert.equal((await world.log()).includes("topic-key"), false);
  });

  it("take what a function returns", async () => {
    await world.queue("incoming");
    await world.deploy(
      `app.storageQueue("copy", { queueName: "incoming", connection: "Data",
        return: output.storageQueue({ queueName: "copies", connection: "Data" }),
        handler: (message) => message.name === "none" ? undefined : { of: message.name } });`,
      SETTINGS,
    );
    await world.put("incoming", base64({ name: "Ada" }));
    await world.put("incoming", base64({ name: "none" }));
    await world.until("copied", async () => (await world.length("incoming")) === 0);
    assert.deepEqual(await texts("copies"), ['{\n  "of": "Ada"\n}']);
  });

  it("fail the run of which nothing comes back, also where it is tried again", async () => {
    await world.queue("incoming");
    await world.deploy(
      `app.storageQueue("copy", { queueName: "incoming", connection: "Data",
        return: output.storageBlob({ path: "out/{missing}", connection: "Data" }), handler: () => "x" });`,
      SETTINGS,
    );
    await world.put("incoming", base64("one"));
    await world.until("set aside", async () => (await world.peek("incoming-poison"))?.length === 1);
    assert.equal(world.invocations().length, 5);
    assert.match(
      failure(),
      /^Error while handling parameter '\$return' after function returned: No value for named parameter 'missing'\.$/,
    );
  });

  it("need the role", async () => {
    await world.storage.account("stother");
    await world.deploy(giving('text: output.storageBlob({ path: "ccc/b", connection: "Other" })'), {
      ...SETTINGS,
      Other__accountName: "stother",
      Other__clientId: SETTINGS.Data__clientId,
    });
    assert.equal((await give({ text: "x" })).status, 500);
    assert.match(failure(), /Put Blob blob 'ccc\/b' of account 'stother': 403 AuthorizationPermissionMismatch/);
  });
});
