import assert from "node:assert/strict";
import { Outbox, type Piece, type Sent, WAITING_LIMIT } from "../../../../functions/kit/telemetry/outbox.js";

const piece = (n: number): Piece => String(n);

/** An outbox whose time passes when it is told to. */
function world(send: (batch: readonly Piece[]) => Promise<Sent>) {
  const waits: { readonly ms: number; readonly run: () => void }[] = [];
  const told: (string | undefined)[] = [];
  const outbox = new Outbox({
    send,
    more: () => [],
    onChange: (why) => told.push(why),
    after: (ms, run) => {
      waits.push({ ms, run });
      return () => waits.splice(0);
    },
  });
  /** Lets the time pass until it sends. @returns how long that was. */
  const pass = async (): Promise<number | undefined> => {
    const next = waits.shift();
    next?.run();
    await new Promise(setImmediate);
    return next?.ms;
  };
  return { outbox, told, pass };
}

const TAKEN: Sent = { again: [], refused: 0 };

describe("Outbox", () => {
  it("sends together what came within two seconds, and then rests", async () => {
    const batches: string[][] = [];
    const { outbox, pass, told } = world(async (batch) => {
      batches.push([...batch]);
      return TAKEN;
    });
    for (const n of [1, 2, 3]) outbox.add(piece(n));
    assert.equal(await pass(), 2_000);
    assert.deepEqual(batches, [["1", "2", "3"]]);
    assert.equal(await pass(), undefined);
    assert.deepEqual([outbox.waiting, outbox.dropped, told], [0, 0, []]);
  });

  it("keeps what was not taken, asks less and less often, and tells each change once", async () => {
    let why: string | undefined = "status 403";
    const { outbox, pass, told } = world(async (batch) =>
      why === undefined ? TAKEN : { again: batch, refused: 0, why },
    );
    outbox.add(piece(1));
    const pauses: (number | undefined)[] = [];
    for (let n = 0; n < 7; n += 1) pauses.push(await pass());
    assert.deepEqual(pauses, [2_000, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    assert.deepEqual(told, ["status 403"]);
    why = undefined;
    await pass();
    assert.deepEqual([outbox.waiting, outbox.dropped, told], [0, 0, ["status 403", undefined]]);
  });

  it("holds a bounded number while the other side is down, drops the oldest, and counts them", async () => {
    const { outbox, pass, told } = world(() =>
      Promise.reject(Object.assign(new Error("connect https://x/?code=1"), { code: "ECONNREFUSED" })),
    );
    for (let n = 0; n < 50_000; n += 1) outbox.add(piece(n));
    await pass();
    assert.equal(outbox.waiting, WAITING_LIMIT);
    assert.equal(outbox.dropped, 50_000 - WAITING_LIMIT);
    assert.deepEqual(told, ["ECONNREFUSED"]);
  });

  it("holds a bounded number, and sends once, while the other side takes its time", async () => {
    let asked = 0;
    let answer: (sent: Sent) => void = () => undefined;
    const { outbox, pass } = world(() => {
      asked += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    outbox.add(piece(-1));
    await pass();
    for (let n = 0; n < 10_000; n += 1) outbox.add(piece(n));
    assert.equal(await pass(), undefined);
    assert.deepEqual([asked, outbox.waiting], [1, WAITING_LIMIT]);
    answer(TAKEN);
    await new Promise(setImmediate);
    assert.equal(outbox.waiting, WAITING_LIMIT);
    await pass();
    assert.equal(asked, 2);
  });

  it("counts what will never be taken as dropped", async () => {
    const { outbox, pass } = world(async () => ({ again: [], refused: 2, why: "status 400" }));
    for (const n of [1, 2]) outbox.add(piece(n));
    await pass();
    assert.deepEqual([outbox.waiting, outbox.dropped], [0, 2]);
  });

  it("sends again what was not taken of a part, also after the oldest were dropped meanwhile", async () => {
    let answer: (sent: Sent) => void = () => undefined;
    const batches: (readonly Piece[])[] = [];
    const { outbox, pass } = world((batch) => {
      batches.push(batch);
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    for (const n of [1, 2, 3]) outbox.add(piece(n));
    await pass();
    // Drops 1 and 2 while they are on their way.
    for (let n = 4; n < WAITING_LIMIT + 3; n += 1) outbox.add(piece(n));
    answer({ again: ["2"], refused: 0, why: "status 206" });
    await new Promise(setImmediate);
    assert.equal(outbox.waiting, WAITING_LIMIT);
    await pass();
    assert.deepEqual(
      batches.map(([first]) => first),
      ["1", "2"],
    );
    assert.equal(batches[1]?.[1], "4");
    answer(TAKEN);
    await new Promise(setImmediate);
  });
});
