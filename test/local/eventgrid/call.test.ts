import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { call } from "../../../local/eventgrid/call.js";
import { ManualClock } from "../functions/manual-clock.js";

describe("call of Event Grid", () => {
  const clock = new ManualClock();
  const through = (fetch: (init: RequestInit | undefined) => Promise<Response>) => ({
    clock,
    debugged: new Set<string>(),
    wire: { fetch: (_url: string, init?: RequestInit) => fetch(init), environment: () => ({}) },
  });
  const url = "https://hook.example.net/";
  const untilAborted = (init: RequestInit | undefined) =>
    new Promise<Response>((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
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
    const late = call(through(untilAborted), url, {});
    clock.move(30_000);
    assert.deepEqual(await late, { failure: "TimedOut" });
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
});
