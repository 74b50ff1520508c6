import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { call } from "../../../local/eventgrid/call.js";
import type { WireRequest } from "../../../local/shared/wire.js";
import { ManualClock } from "../functions/manual-clock.js";

describe("call of Event Grid", () => {
  const clock = new ManualClock();
  const through = (answer: (init: WireRequest) => Promise<Response>) => ({
    clock,
    debugged: new Set<string>(),
    wire: {
      fetch: () => Promise.reject(new Error("not for this")),
      request: (_url: string, init: WireRequest) => answer(init),
      environment: () => ({}),
    },
  });
  const url = "https://hook.example.net/";
  const untilAborted = (init: WireRequest) =>
    new Promise<Response>((_, reject) => {
      init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
    });

  it("leaves nothing behind at the signal that ends all calls", async () => {
    const ended = new AbortController();
    for (let count = 0; count < 20; count += 1) {
      await call(
        through(async () => new Response("")),
        url,
        {},
        ended.signal,
      );
      await call(
        through(() => Promise.reject(new TypeError("fetch failed"))),
        url,
        {},
        ended.signal,
      );
    }
    assert.equal(getEventListeners(ended.signal, "abort").length, 0);
  });

  it("rejects when all calls are ended, before it began or after", async () => {
    const ended = new AbortController();
    const under = assert.rejects(call(through(untilAborted), url, {}, ended.signal), { name: "AbortError" });
    ended.abort();
    await under;
    await assert.rejects(
      call(
        through(async () => new Response("")),
        url,
        {},
        ended.signal,
      ),
      { name: "AbortError" },
    );
  });

  it("tells a time-out from a connection that broke", async () => {
    let signal: AbortSignal | null | undefined;
    const late = call(
      through((init) => {
        signal = init.signal;
        return untilAborted(init);
      }),
      url,
      {},
    );
    clock.move(30_000);
    assert.deepEqual(await late, { failure: "TimedOut" });
    assert.equal(signal?.aborted, true, "the connection ends");
    assert.deepEqual(
      await call(
        through(() => Promise.reject(new TypeError("fetch failed"))),
        url,
        {},
      ),
      {
        failure: "SocketError",
      },
    );
  });

  it("goes on for three minutes where somebody listens for an answer that comes late", async () => {
    const late: object[] = [];
    const listen = (fetch: (init: WireRequest) => Promise<Response>) =>
      call(through(fetch), url, {}, undefined, (result) => late.push(result));
    const answer = Promise.withResolvers<Response>();
    const [answered, silent] = [listen(() => answer.promise), listen(untilAborted)];
    clock.move(30_000);
    assert.deepEqual(await Promise.all([answered, silent]), [{ failure: "TimedOut" }, { failure: "TimedOut" }]);
    clock.move(149_999);
    answer.resolve(new Response("taken", { status: 201 }));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      late.map((result) => ("status" in result ? result.status : result)),
      [201],
    );
    clock.move(1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(late[1], { failure: "SocketError" });
  });
});
