import assert from "node:assert/strict";
import type { TableClient } from "@azure/data-tables";
import { HttpRequest, type InvocationContext } from "@azure/functions";
import type { ContainerClient } from "@azure/storage-blob";
import { tally } from "../../../contracts/index.js";
import { invocablesOf } from "../../../functions/kit/invocables.js";
import { handlers } from "../../../functions/tally/handlers.js";
import { Azurite } from "../support/azurite.js";
import { callerWith, WITH_TOKEN } from "../support/caller-with.js";
import { tallyClients } from "../support/clients.js";
import { nameGenerated } from "../support/events.js";
import { invocation } from "../support/invocation.js";

describe("tally", function () {
  this.timeout(30_000);
  let azurite: Azurite;
  let counts: TableClient;
  let setAside: ContainerClient;
  before(async () => {
    azurite = await Azurite.start();
  });
  beforeEach(async () => {
    [counts, setAside] = await Promise.all([azurite.table(), azurite.container()]);
  });
  after(() => azurite.stop());

  async function call(fn: string, input: unknown, context: InvocationContext = invocation().context) {
    const invocable = invocablesOf(tally, handlers, tallyClients({ counts, setAside }), callerWith("Counts.Read"))[fn];
    return (invocable ?? assert.fail(`no function ${fn}`))(input, context);
  }
  const countName = (event: unknown) => call("countName", event);
  const answer = async () =>
    (
      await call(
        "getCounts",
        new HttpRequest({ method: "GET", url: "http://localhost/api/counts", headers: WITH_TOKEN }),
      )
    )?.jsonBody;

  it("counts the same event once, five times one after the other and at the same time", async () => {
    const [first, second] = [nameGenerated("Ada"), nameGenerated("Bea")];
    for (let i = 0; i < 5; i++) await countName(first);
    await Promise.all(Array.from({ length: 5 }, () => countName(second)));
    assert.deepEqual(await answer(), { counts: { A: 1, B: 1 }, total: 2 });
  });

  it("loses none of 20 names with one letter at the same time", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => countName(nameGenerated(`Ada ${i}`))));
    assert.deepEqual(await answer(), { counts: { A: 20 }, total: 20 });
  });

  it("counts events of the same id from different sources each", async () => {
    const event = nameGenerated("Ada");
    await countName(event);
    await countName({ ...event, source: "/elsewhere" });
    assert.deepEqual(await answer(), { counts: { A: 2 }, total: 2 });
  });

  it("serves counts of all first letters", async () => {
    assert.deepEqual(await answer(), { counts: {}, total: 0 });
    for (const name of ["élodie", "Emeka", "Ольга", "4chan", "Ada"]) await countName(nameGenerated(name));
    assert.deepEqual(await answer(), { counts: { "#": 1, A: 1, E: 2, О: 1 }, total: 5 });
  });

  it("tells in the log whether an event had been counted before, and nothing of its data", async () => {
    const event = nameGenerated("Ada");
    const { context, lines } = invocation();
    await call("countName", event, context);
    await call("countName", event, context);
    const fields = `"function":"countName","eventId":"${event.id}","attempt":1`;
    assert.deepEqual(lines, [
      `information: NameCounted {"id":"${event.id}",${fields}}`,
      `information: NameCountedBefore {"id":"${event.id}",${fields}}`,
    ]);
  });
});
