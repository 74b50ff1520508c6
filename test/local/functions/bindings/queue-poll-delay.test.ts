import assert from "node:assert/strict";
import { QueuePollDelay } from "../../../../local/functions/triggers/queue-poll-delay.js";

describe("pauses between looks into an empty queue", () => {
  const pauses = (delay: QueuePollDelay, count: number) => Array.from({ length: count }, () => delay.next(false));

  it("double from a tenth of a second to the longest", () => {
    const delay = new QueuePollDelay(60_000, () => 0.5);
    assert.deepEqual(pauses(delay, 6), [100, 200, 300, 500, 900, 1_700]);
    assert.deepEqual(pauses(delay, 8).slice(-3), [60_000, 60_000, 60_000]);
  });

  it("begin anew after messages", () => {
    const delay = new QueuePollDelay(60_000, () => 0.5);
    pauses(delay, 20);
    assert.deepEqual([delay.next(true), ...pauses(delay, 2)], [100, 200, 300]);
  });

  it("are a fifth shorter or longer by chance, but for what they begin with", () => {
    assert.deepEqual(pauses(new QueuePollDelay(60_000, () => 0), 4), [100, 180, 260, 420]);
    assert.deepEqual(pauses(new QueuePollDelay(60_000, () => 1), 4), [100, 220, 340, 580]);
  });
});
