import assert from "node:assert/strict";
import { type Ready, takeBatch } from "../../../local/eventgrid/batch.js";
import type { Delivery } from "../../../local/eventgrid/event-store.js";

describe("takeBatch", () => {
  const ready = (...attempts: number[]): Ready[] =>
    attempts.map((made, index) => ({
      delivery: {
        event: index,
        attempts: made,
        outcome: undefined,
        lastAttempt: undefined,
        givenUp: undefined,
        givenUpAt: undefined,
      },
    }));
  const batch = { maxEvents: 10, preferredBytes: 1_000 };
  const event = (json = "{}") => ({ id: "1", dataVersion: "", json, published: 0 });
  const taken = (
    from: Ready[],
    more: object = {},
    eventOf: (delivery: Delivery) => ReturnType<typeof event> | undefined = () => event(),
  ) => takeBatch(from, { batch, attributes: [], ...more }, eventOf).map(({ delivery }) => delivery.event);

  it("takes one without batches, and none of nothing", () => {
    assert.deepEqual(taken(ready(0, 0), { batch: undefined }), [0]);
    assert.deepEqual(taken([]), []);
  });

  it("ends at an event that was tried more or less often than the first", () => {
    assert.deepEqual(taken(ready(0, 0, 1, 0)), [0, 1]);
    assert.deepEqual(taken(ready(2, 1, 1)), [0]);
  });

  it("takes an event that is gone, without weight", () => {
    const heavy = event("x".repeat(1_000));
    assert.deepEqual(
      taken(ready(0, 0, 0), {}, ({ event: number }) => (number === 1 ? undefined : heavy)),
      [0, 1],
    );
  });

  it("weighs bytes, not characters", () => {
    assert.deepEqual(
      taken(ready(0, 0), {}, () => event("\u00e9".repeat(300))),
      [0],
    );
  });

  it("keeps events apart whose own headers differ", () => {
    const attributes = [{ name: "channel", path: ["data", "to"] }];
    const to = ["a", "a", "b", "a"];
    const from = ready(0, 0, 0, 0);
    const eventOf = ({ event: number }: Delivery) => event(JSON.stringify({ data: { to: to[number] } }));
    assert.deepEqual(taken(from, { attributes }, eventOf), [0, 1]);
    assert.deepEqual(taken(from, { attributes }, eventOf), [2]);
    assert.deepEqual(taken(from, { attributes }, eventOf), [3]);
  });

  it("reads each event once, also the one that does not fit", () => {
    const read: number[] = [];
    const from = ready(0, 0, 0);
    const eventOf = ({ event: number }: Delivery) => {
      read.push(number);
      return event("x".repeat(600));
    };
    assert.deepEqual(taken(from, {}, eventOf), [0]);
    assert.deepEqual(taken(from, {}, eventOf), [1]);
    assert.deepEqual(taken(from, {}, eventOf), [2]);
    assert.deepEqual(read, [0, 1, 2]);
  });
});
