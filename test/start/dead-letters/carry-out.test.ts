import assert from "node:assert/strict";
import { Writable } from "node:stream";
import type { ContainerClient } from "@azure/storage-blob";
import { carryOut } from "../../../start/dead-letters/carry-out.js";
import type { DeadLetter } from "../../../start/dead-letters/dead-letter.js";
import type { Tools } from "../../../start/dead-letters/tools.js";
import type { Work } from "../../../start/dead-letters/work.js";
import { containerId, StorageWorld } from "../../local/storage/storage-world.js";
import { blobName, cloudEvent, eventGridEvent, STACK, TALLY } from "./letters.js";

type Delivery = (letter: DeadLetter) => string | undefined | Promise<string | undefined>;

/** On the local Azure's storage service, by the unmodified SDK. */
describe("Dead letters in a container", function () {
  this.timeout(20_000);
  const world = new StorageWorld();
  let container: ContainerClient;

  before(async () => {
    await world.open();
    await world.account("blobs1", { allowSharedKeyAccess: false });
    await world.manager.put(containerId("blobs1", "dead-letters"), {});
    await world.grant("operator", "blobContributor", containerId("blobs1", "dead-letters"));
    await world.grant("reader", "blobReader", containerId("blobs1", "dead-letters"));
    container = world.blobs("blobs1", "operator").getContainerClient("dead-letters");
  });
  after(() => world.close());
  afterEach(async () => {
    for await (const { name } of container.listBlobsFlat()) await container.deleteBlob(name);
  });

  const put = (name: string, ...events: readonly object[]) => {
    const body = JSON.stringify(events);
    return container.getBlockBlobClient(name).upload(body, body.length);
  };
  const idsIn = async (name: string) => {
    const text = (await container.getBlobClient(name).downloadToBuffer()).toString();
    return (JSON.parse(text) as { id: string }[]).map(({ id }) => id);
  };
  const names = async () => {
    const found: string[] = [];
    for await (const { name } of container.listBlobsFlat()) found.push(name);
    return found;
  };

  /** Does the work; `sent` are the events that were delivered. */
  async function run(work: Partial<Work>, delivery: Delivery = () => undefined, more: Partial<Tools> = {}) {
    let [out, err] = ["", ""];
    const sent: string[] = [];
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        out += String(chunk);
        done();
      },
    }) as unknown as NodeJS.WriteStream;
    const whole: Work = { command: "replay", choice: {}, dryRun: false, json: false, stack: STACK, ...work };
    const code = await carryOut(whole, {
      containers: [container],
      deliver: async (letter) => {
        sent.push(letter.id);
        return delivery(letter);
      },
      output,
      say: (text) => {
        err += `${text}\n`;
      },
      step: (_text, work) => work(() => undefined),
      stop: new AbortController().signal,
      ...more,
    });
    return { code, out, err, sent };
  }

  it("are listed from both schemas, the oldest first; what is none is named", async () => {
    await put(blobName("b", undefined, "2026/5/1/10"), eventGridEvent("3"));
    await put(blobName("a"), cloudEvent("1"), cloudEvent("2"));
    await put(blobName("c", "EVGS-GONE-BILL", "2026/5/1/11"), cloudEvent("4"));
    await put("notes.txt", { not: "one" });
    const { code, out, err } = await run({ command: "list" });
    assert.equal(code, 0);
    const rows = out
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(/ {2,}/));
    const type = "Names.NameGenerated.v1";
    const cloud = [type, "MaxDeliveryAttemptsExceeded", "30", "Busy"];
    assert.deepEqual(rows, [
      ["2026-05-01 09h", "recorder/recordName", "1", ...cloud],
      ["2026-05-01 09h", "recorder/recordName", "2", ...cloud],
      [
        "2026-05-01 10h",
        "recorder/recordName",
        "3",
        type,
        "names/ada",
        "UndeliverableDueToHttpBadRequest",
        "1",
        "BadRequest",
      ],
      ["2026-05-01 11h", "EVGS-GONE-BILL", "4", ...cloud],
    ]);
    assert.match(err, /^notes\.txt is left alone: its name is not/);
    assert.match(err, /replay --all/);
  });

  it("are listed for machines, narrowed", async () => {
    await put(blobName("a"), cloudEvent("1"), eventGridEvent("2"));
    await put(blobName("b", TALLY), cloudEvent("1"));
    const { out } = await run({ command: "list", json: true, choice: { app: "recorder", reason: "max" } });
    const [line = "", ...more] = out.trimEnd().split("\n");
    assert.equal(more.length, 0);
    const { id, app, function: fn, reason, attempts, event } = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual(
      [id, app, fn, reason, attempts, event],
      ["1", "recorder", "recordName", "MaxDeliveryAttemptsExceeded", 30, undefined],
    );
  });

  it("are shown whole by the beginning of an id, once for each function", async () => {
    await put(blobName("a"), cloudEvent("3f2c"), cloudEvent("3f99"));
    await put(blobName("b", TALLY), cloudEvent("3f2c"));
    const { out } = await run({ command: "show", choice: { ids: ["3f2"] } });
    assert.match(out, /recorder\/recordName[\s\S]*tally\/countName/);
    assert.match(out, /^last +Busy$/m);
    assert.match(out, /"name": "Ada"/);
    await assert.rejects(run({ command: "show", choice: { ids: ["3f"] } }), /"3f" is more than one: 3f2c, 3f99/);
    await assert.rejects(run({ command: "show", choice: { ids: ["4"] } }), /"4": no such dead letter/);
  });

  it("go back all, and their blobs go", async () => {
    await put(blobName("a"), cloudEvent("1"), cloudEvent("2"));
    await put(blobName("b", TALLY), cloudEvent("1"));
    const { code, sent, out, err } = await run({});
    assert.equal(code, 0);
    assert.deepEqual(sent, ["1", "2", "1"]);
    assert.match(
      out,
      /^brought back {2}1 {2}recorder\/recordName\nbrought back {2}2 .*\nbrought back {2}1 {2}tally\/countName\n$/,
    );
    assert.match(err, /Brought back: 3\./);
    assert.deepEqual(await names(), []);
    assert.deepEqual((await run({})).sent, []);
  });

  it("stay when their function does not take them; the others go back", async () => {
    await put(blobName("a"), cloudEvent("1"), cloudEvent("2"), cloudEvent("3"));
    const { code, out, err } = await run({}, ({ id }) => (id === "2" ? "the function answers 500" : undefined));
    assert.equal(code, 1);
    assert.match(out, /^stays {9}2 {2}recorder\/recordName {2}the function answers 500$/m);
    assert.match(err, /Brought back: 2\. Failed: 1;/);
    assert.deepEqual(await idsIn(blobName("a")), ["2"]);
  });

  it("leave their blob one by one, each as soon as it was taken", async () => {
    await put(blobName("a"), cloudEvent("1"), cloudEvent("2"), cloudEvent("3"));
    const left: string[][] = [];
    await run({}, async () => {
      left.push(await idsIn(blobName("a")));
      return undefined;
    });
    assert.deepEqual(left, [["1", "2", "3"], ["2", "3"], ["3"]]);
  });

  it("go back by id and by app alone, and an id that is none is named", async () => {
    await put(blobName("a"), cloudEvent("1"), cloudEvent("2"));
    await put(blobName("b", TALLY), cloudEvent("1"));
    const { code, sent, err } = await run({ choice: { ids: ["1", "7"], app: "recorder" } });
    assert.equal(code, 1);
    assert.deepEqual(sent, ["1"]);
    assert.match(err, /^7: no such dead letter$/m);
    assert.deepEqual(await idsIn(blobName("a")), ["2"]);
    assert.deepEqual(await idsIn(blobName("b", TALLY)), ["1"]);
  });

  it("are not sent by a dry run", async () => {
    await put(blobName("a"), cloudEvent("1"));
    const { code, sent, out } = await run({ dryRun: true });
    assert.deepEqual([code, sent], [0, []]);
    assert.equal(out, "would go back  1  recorder/recordName\n");
    assert.deepEqual(await idsIn(blobName("a")), ["1"]);
  });

  it("are sent by one of two replays alone", async () => {
    await put(blobName("a"), cloudEvent("1"));
    let other: Awaited<ReturnType<typeof run>> | undefined;
    const one = await run({}, async () => {
      other ??= await run({});
      return undefined;
    });
    assert.deepEqual([one.code, one.sent], [0, ["1"]]);
    assert.deepEqual([other?.code, other?.sent], [1, []]);
    assert.match(other?.err ?? "", /could not be worked on to its end: another replay is at work on it/);
  });

  it("are let alone when somebody else has brought them back since they were read", async () => {
    await put(blobName("a"), cloudEvent("1"));
    await put(blobName("b"), cloudEvent("2"), cloudEvent("3"));
    const { code, sent } = await run({}, async ({ id }) => {
      if (id === "1") await put(blobName("b"), cloudEvent("3"));
      return undefined;
    });
    assert.deepEqual([code, sent], [0, ["1", "3"]]);
    await put(blobName("a"), cloudEvent("1"));
    await put(blobName("b"), cloudEvent("2"));
    const gone = await run({}, async () => {
      await container.deleteBlob(blobName("b"));
      return undefined;
    });
    assert.deepEqual([gone.code, gone.sent], [0, ["1"]]);
  });

  it("are said to come twice when they cannot be removed, and no more of their blob is sent", async () => {
    await put(blobName("a"), cloudEvent("1"), cloudEvent("2"));
    const { code, sent, out } = await run({}, async () => {
      await container.getBlobClient(blobName("a")).getBlobLeaseClient().breakLease(0);
      await put(blobName("a"), cloudEvent("1"), cloudEvent("2"), cloudEvent("3"));
      return undefined;
    });
    assert.deepEqual([code, sent], [1, ["1"]]);
    assert.match(
      out,
      /^stays .* 1 .*its function took it, but its blob could not be written, so a replay sends it again/m,
    );
    assert.match(out, /^stays .* 2 .*it was not sent/m);
    assert.deepEqual(await idsIn(blobName("a")), ["1", "2", "3"]);
  });

  it("end with the one at hand when they are interrupted", async () => {
    await put(blobName("a"), cloudEvent("1"), cloudEvent("2"));
    const stop = new AbortController();
    const { code, sent } = await run({}, () => void stop.abort(), { stop: stop.signal });
    assert.deepEqual([code, sent], [130, ["1"]]);
    assert.deepEqual(await idsIn(blobName("a")), ["2"]);
    assert.equal((await run({})).code, 0);
  });

  it("are not sent with a login that could not remove them", async () => {
    await put(blobName("a"), cloudEvent("1"));
    const containers = [world.blobs("blobs1", "reader").getContainerClient("dead-letters")];
    const { code, sent, err } = await run({}, undefined, { containers });
    assert.deepEqual([code, sent], [1, []]);
    assert.match(err, /Your login needs the role Storage Blob Data Contributor at the container/);
  });
});
