import assert from "node:assert/strict";
import { HttpRequest } from "@azure/functions";
import { generator, NameGenerated } from "../../../contracts/index.js";
import { handlers } from "../../../functions/generator/handlers.js";
import { publisher } from "../../../functions/kit/clients/publisher.js";
import { invocablesOf } from "../../../functions/kit/invocables.js";
import { callerWith, WITH_TOKEN } from "../support/caller-with.js";
import { invocation } from "../support/invocation.js";

interface Sent {
  readonly id?: string;
  readonly source: string;
  readonly type: string;
  readonly data?: { readonly id: string; readonly name: string };
}

/** The app, with a topic that keeps what is sent to it. */
function generatorWith(send?: () => Promise<void>) {
  const sent: Sent[] = [];
  const topic = {
    send: async (events: unknown[]) => {
      await send?.();
      sent.push(...(events as Sent[]));
    },
  };
  const names = publisher(generator.needs.names, "/generator", async () => topic);
  const { context, lines } = invocation();
  const invocables = invocablesOf(generator, handlers, { names }, callerWith("Names.Generate"));
  const call = (fn: string, input: unknown) => (invocables[fn] ?? assert.fail(`no function ${fn}`))(input, context);
  return { sent, lines, call };
}

const post = (body: string) =>
  new HttpRequest({
    method: "POST",
    url: "http://localhost/api/names",
    body: { string: body },
    headers: WITH_TOKEN,
  });

describe("generator", () => {
  it("publishes one made-up name at each tick, under the id of its data", async () => {
    const { sent, lines, call } = generatorWith();
    await call("generateName", { isPastDue: false });
    await call("generateName", { isPastDue: false });
    assert.equal(sent.length, 2);
    assert.notEqual(sent[0]?.id, sent[1]?.id);
    for (const { id, source, type, data } of sent) {
      assert.deepEqual({ source, type }, { source: "/generator", type: NameGenerated.type });
      assert.equal(data?.id, id);
      assert.match(data?.name ?? "", /\S/);
    }
    assert.deepEqual(
      lines,
      sent.map(({ id }) => `information: NamePublished {"id":"${id}","function":"generateName","attempt":1}`),
    );
  });

  it("publishes a name that is posted, and answers with its id", async () => {
    const { sent, call } = generatorWith();
    const response = await call("submitName", post('{"name":"Ada"}'));
    assert.equal(sent.length, 1);
    assert.equal(sent[0]?.data?.name, "Ada");
    assert.deepEqual(response, {
      status: 202,
      jsonBody: { id: sent[0]?.id, name: "Ada", event: "Names.NameGenerated.v1" },
    });
  });

  it("publishes nothing when the body does not fit", async () => {
    const { sent, call } = generatorWith();
    const response = await call("submitName", post('{"name":""}'));
    assert.equal(response?.status, 400);
    assert.match(String(response?.body), /"field":"name"/);
    assert.deepEqual(sent, []);
  });

  it("throws a failure to publish on, with its cause", async () => {
    const cause = new Error("topic is away");
    const { lines, call } = generatorWith(() => Promise.reject(cause));
    const failed = { name: "HandlerFailure", message: "generator/submitName: POST names: topic is away", cause };
    await assert.rejects(call("submitName", post('{"name":"Ada"}')), failed);
    await assert.rejects(
      call("generateName", {}),
      /^HandlerFailure: generator\/generateName: timer of .*: topic is away$/,
    );
    assert.deepEqual(lines, []);
  });
});
