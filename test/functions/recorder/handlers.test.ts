import assert from "node:assert/strict";
import type { ContainerClient } from "@azure/storage-blob";
import { recorder } from "../../../contracts/index.js";
import { type Invocable, invocablesOf } from "../../../functions/kit/invocables.js";
import { handlers } from "../../../functions/recorder/handlers.js";
import { recordOf } from "../../../functions/recorder/logic.js";
import { Azurite } from "../support/azurite.js";
import { recorderClients } from "../support/clients.js";
import { nameGenerated } from "../support/events.js";
import { invocation } from "../support/invocation.js";

const KEY = "a key for tests";

describe("recorder", function () {
  this.timeout(20_000);
  let azurite: Azurite;
  let rawNames: ContainerClient;
  let setAside: ContainerClient;
  before(async () => {
    azurite = await Azurite.start();
  });
  beforeEach(async () => {
    [rawNames, setAside] = await Promise.all([azurite.container(), azurite.container()]);
  });
  after(() => azurite.stop());

  const recordName = (parts: Partial<Parameters<typeof recorderClients>[0]> = {}): Invocable => {
    const clients = recorderClients({ rawNames, setAside, key: KEY, ...parts });
    return invocablesOf(recorder, handlers, clients).recordName ?? assert.fail("no function recordName");
  };

  async function blobsOf(container: ContainerClient): Promise<Record<string, string>> {
    const blobs: Record<string, string> = {};
    for await (const { name } of container.listBlobsFlat()) {
      blobs[name] = (await container.getBlobClient(name).downloadToBuffer()).toString();
    }
    return blobs;
  }

  it("leaves one blob for the same event five times, one after the other and at the same time", async () => {
    const [first, second] = [nameGenerated("Ada"), nameGenerated("Åsa")];
    for (let i = 0; i < 5; i++) await recordName()(first, invocation().context);
    await Promise.all(Array.from({ length: 5 }, () => recordName()(second, invocation().context)));
    assert.deepEqual(await blobsOf(rawNames), {
      [`${first.id}.txt`]: recordOf("Ada", KEY),
      [`${second.id}.txt`]: recordOf("Åsa", KEY),
    });
  });

  it("sets an event aside that it can never handle, with the reason, and succeeds", async () => {
    const bad = nameGenerated("", { id: "../odd id" });
    const { context, lines } = invocation();
    await recordName()(bad, context);
    const [[name, text] = assert.fail("nothing set aside")] = Object.entries(await blobsOf(setAside));
    assert.match(name, /^recorder\/recordName\/-odd-id-[0-9a-f]{16}\.json$/);
    const { time, misfits, ...record } = JSON.parse(text) as Record<string, unknown>;
    assert.ok(Math.abs(Date.now() - Date.parse(String(time))) < 60_000);
    assert.deepEqual(
      (misfits as { field: string }[]).map(({ field }) => field),
      ["data.name"],
    );
    assert.deepEqual(record, { app: "recorder", function: "recordName", reason: "dataDoesNotFit", event: bad });
    assert.deepEqual(lines, [
      'warning: EventSetAside {"app":"recorder","eventId":"../odd id","reason":"dataDoesNotFit","function":"recordName","attempt":1}',
    ]);
    assert.deepEqual(await blobsOf(rawNames), {});
  });

  it("sets each of several events aside that have no id", async () => {
    for (const bad of [{ data: 1 }, { data: 2 }, "text", undefined]) await recordName()(bad, invocation().context);
    const names = Object.keys(await blobsOf(setAside));
    assert.equal(names.length, 4);
    for (const name of names) assert.match(name, /^recorder\/recordName\/no-id-[0-9a-f]{16}\.json$/);
  });

  it("fails when a bad event cannot be set aside, so that it is delivered again", async () => {
    const bad = nameGenerated("Ada", { type: "Names.Other.v1" });
    const { context, lines } = invocation();
    await assert.rejects(
      recordName({ setAside: azurite.missingContainer() })(bad, context),
      (error: Error & { cause: { code?: string } }) => {
        assert.equal(error.message, `recorder/recordName: event ${bad.id} (otherType) could not be set aside`);
        assert.equal(error.cause.code, "ContainerNotFound");
        return true;
      },
    );
    assert.deepEqual(lines, []);
  });

  it("throws a failure on with its cause, and sets nothing aside", async () => {
    const event = nameGenerated("Ada");
    await assert.rejects(
      recordName({ rawNames: azurite.missingContainer() })(event, invocation().context),
      (error: Error & { cause: { code?: string } }) => {
        assert.equal(error.name, "HandlerFailure");
        assert.match(error.message, new RegExp(`^recorder/recordName: event ${event.id}: `));
        assert.equal(error.cause.code, "ContainerNotFound");
        return true;
      },
    );
    assert.deepEqual(await blobsOf(setAside), {});
  });

  it("logs ids and nothing of an event's data", async () => {
    const event = nameGenerated("Secretive Person");
    const { context, lines } = invocation();
    await recordName()(event, context);
    const fields = `"function":"recordName","eventId":"${event.id}","attempt":1`;
    assert.deepEqual(lines, [`information: NameRecorded {"id":"${event.id}",${fields}}`]);
  });
});
