import assert from "node:assert/strict";
import { Connection } from "../../../../local/functions/bindings/connection.js";
import { messageCodec } from "../../../../local/functions/bindings/message-text.js";
import { QueueClient } from "../../../../local/functions/bindings/queue-client.js";
import { QueueNotices } from "../../../../local/functions/bindings/queue-notices.js";
import { readQueueSettings } from "../../../../local/functions/bindings/queue-settings.js";
import { QueueListener } from "../../../../local/functions/triggers/queue-listener.js";
import { ManualClock } from "../manual-clock.js";

const MESSAGES = `<QueueMessagesList><QueueMessage><MessageId>m1</MessageId><PopReceipt>r1</PopReceipt>
<DequeueCount>1</DequeueCount><MessageText>dGV4dA==</MessageText></QueueMessage></QueueMessagesList>`;
const NO_MESSAGES = "<QueueMessagesList></QueueMessagesList>";

const isReceive = (asked: string) => asked.startsWith("GET /orders/messages");

/** A queue service that answers as the test says; it has one message, once. */
class ScriptedQueue {
  readonly clock = new ManualClock();
  readonly asked: string[] = [];
  readonly told: string[] = [];
  readonly troubles: string[] = [];
  handled = 0;
  /** What handling a message comes to. */
  handle: () => Promise<boolean> = async () => true;
  #isTaken = false;

  /** @param answer undefined leaves it to the one message. */
  constructor(private readonly answer: (asked: string) => Response | Promise<Response> | undefined) {}

  listener(): QueueListener {
    const platform = {
      clock: this.clock,
      identities: { token: async () => "token", environment: () => ({}) },
      wire: {
        fetch: async (url: string, init: RequestInit = {}) => {
          const { pathname, search } = new URL(url);
          const asked = `${init.method} ${pathname}${search.replace(/[?&]sig=s/, "")}`;
          this.asked.push(asked);
          return this.answer(asked) ?? this.#oneMessage(asked);
        },
        request: () => Promise.reject(new Error("unused")),
        environment: () => ({}),
      },
    };
    const credential = { kind: "signature", query: "sig=s" } as const;
    const queue = new QueueClient(new Connection(platform, "https://st.queue.core.windows.net", credential), "orders");
    return new QueueListener({
      functionName: "f",
      queue,
      poisonQueue: () => queue.other("orders-poison"),
      settings: readQueueSettings({}),
      codec: messageCodec("base64"),
      clock: this.clock,
      notices: new QueueNotices(),
      handle: () => {
        this.handled += 1;
        return this.handle();
      },
      tell: (_, text) => void this.told.push(text),
      onTrouble: (why) => void this.troubles.push(why),
    });
  }

  of(method: string): string[] {
    return this.asked.filter((asked) => asked.startsWith(`${method} `));
  }

  /** Lets all that has begun come to its end, as far as time allows. */
  async pass(ms = 0): Promise<void> {
    this.clock.move(ms);
    for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  #oneMessage(asked: string): Response {
    if (!isReceive(asked)) return new Response(null, { status: 200 });
    const answer = this.#isTaken ? NO_MESSAGES : MESSAGES;
    this.#isTaken = true;
    return new Response(answer);
  }
}

const refusal = (status: number, code: string) => new Response(`<Error><Code>${code}</Code></Error>`, { status });

describe("watching a queue", () => {
  it("gives back what comes when it has stopped", async () => {
    let come: (answer: Response) => void = () => undefined;
    const queue = new ScriptedQueue((asked) =>
      isReceive(asked)
        ? new Promise((resolve) => {
            come = resolve;
          })
        : undefined,
    );
    const listener = queue.listener();
    await listener.start();
    await queue.pass();
    const stopped = listener.stop();
    come(new Response(MESSAGES));
    await stopped;
    assert.equal(queue.handled, 0);
    assert.deepEqual(queue.of("PUT"), ["PUT /orders/messages/m1?popreceipt=r1&visibilitytimeout=0"]);
  });

  it("settles anew what was handled, while the service fails", async () => {
    let failures = 2;
    const queue = new ScriptedQueue((asked) =>
      asked.startsWith("DELETE") && failures-- > 0 ? new Response(null, { status: 503 }) : undefined,
    );
    const listener = queue.listener();
    await listener.start();
    await queue.pass();
    await queue.pass(800);
    await queue.pass(1_600);
    assert.equal(queue.of("DELETE").length, 3);
    assert.deepEqual([queue.handled, queue.told], [1, []]);
    await listener.stop();
  });

  for (const [code, status, told] of [
    [
      "AuthorizationFailure",
      403,
      "Message 'm1' could not be settled, and will be seen again: " +
        "Delete Message queue 'orders' of account 'st': 403 AuthorizationFailure",
    ],
    ["PopReceiptMismatch", 400, ""],
    ["MessageNotFound", 404, ""],
  ] as const) {
    it(`says ${told === "" ? "nothing" : "so"} when deleting ends in ${code}`, async () => {
      const queue = new ScriptedQueue((asked) => (asked.startsWith("DELETE") ? refusal(status, code) : undefined));
      const listener = queue.listener();
      await listener.start();
      await queue.pass();
      assert.deepEqual([queue.handled, queue.told.join(), queue.of("DELETE").length], [1, told, 1]);
      await listener.stop();
    });
  }

  it("outlives a service that does not answer, and tells it once", async () => {
    let isDown = true;
    const queue = new ScriptedQueue((asked) => {
      if (isDown) throw new TypeError("fetch failed");
      return isReceive(asked) ? new Response(NO_MESSAGES) : undefined;
    });
    const listener = queue.listener();
    await listener.start();
    for (let look = 0; look < 5; look += 1) await queue.pass(60_000);
    assert.deepEqual(queue.troubles, ["fetch failed"]);
    assert.ok(queue.asked.length >= 5);
    isDown = false;
    await queue.pass(60_000);
    assert.ok(queue.asked.some(isReceive));
    isDown = true;
    await queue.pass(60_000);
    assert.deepEqual(queue.troubles, ["fetch failed", "fetch failed"]);
    await listener.stop();
  });

  it("renews a message's lease every five minutes, sooner when the service failed", async () => {
    let fails = true;
    const queue = new ScriptedQueue((asked) => {
      if (!asked.startsWith("PUT")) return undefined;
      if (fails) return new Response(null, { status: 503 });
      return new Response(null, { status: 204, headers: { "x-ms-popreceipt": "r2" } });
    });
    let finish: (isDone: boolean) => void = () => undefined;
    queue.handle = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    const listener = queue.listener();
    await listener.start();
    await queue.pass();
    await queue.pass(300_000);
    assert.equal(queue.of("PUT").length, 1);
    fails = false;
    await queue.pass(149_999);
    assert.equal(queue.of("PUT").length, 1);
    await queue.pass(1);
    assert.deepEqual(queue.of("PUT").slice(1), ["PUT /orders/messages/m1?popreceipt=r1&visibilitytimeout=600"]);
    await queue.pass(300_000);
    assert.match(queue.of("PUT")[2] ?? "", /popreceipt=r2/);
    finish(true);
    await queue.pass();
    assert.deepEqual(queue.of("DELETE"), ["DELETE /orders/messages/m1?popreceipt=r2"]);
    await listener.stop();
  });
});
