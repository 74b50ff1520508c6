import assert from "node:assert/strict";
import { batchLength } from "../../../local/eventgrid/batch.js";
import type { Delivery } from "../../../local/eventgrid/event-store.js";

describe("batchLength", () => {
  const delivery = (attempts: number): Delivery => ({
    event: 1,
    attempts,
    outcome: undefined,
    lastAttempt: undefined,
    givenUp: undefined,
    givenUpAt: undefined,
  });
  const ready = (...attempts: number[]) => attempts.map(delivery);
  const batch = { maxEvents: 10, preferredBytes: 1_000 };
  const event = () => ({ id: "1", dataVersion: "", json: "x", published: 0 });

  it("is one without batches, and none of nothing", () => {
    assert.equal(batchLength(ready(0, 0), undefined, event), 1);
    assert.equal(batchLength([], undefined, event), 0);
    assert.equal(batchLength([], batch, event), 0);
  });

  it("ends at an event that was tried more or less often than the first", () => {
    assert.equal(batchLength(ready(0, 0, 1, 0), batch, event), 2);
    assert.equal(batchLength(ready(2, 1, 1), batch, event), 1);
  });

  it("counts an event that is gone, without weight", () => {
    assert.equal(
      batchLength(ready(0, 0, 0), batch, () => undefined),
      3,
    );
  });
});
