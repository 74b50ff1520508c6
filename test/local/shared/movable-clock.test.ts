import assert from "node:assert/strict";
import { MOST_AHEAD_MS, MovableClock } from "../../../local/shared/movable-clock.js";
import { Store } from "../../../local/shared/store.js";

const HOUR_MS = 3_600_000;

describe("The movable clock", () => {
  let store: Store;
  let clock: MovableClock;

  beforeEach(() => {
    store = new Store(":memory:");
    clock = new MovableClock(store);
  });
  afterEach(() => store.close());

  const ahead = (of: MovableClock) => of.now().getTime() - Date.now();
  const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

  it("has the machine's time until it is moved, and is as far ahead from then on", () => {
    assert.ok(Math.abs(ahead(clock)) < 1000);
    clock.advance(HOUR_MS);
    clock.advance(HOUR_MS);
    assert.equal(clock.aheadMs, 2 * HOUR_MS);
    assert.ok(Math.abs(ahead(clock) - 2 * HOUR_MS) < 1000);
  });

  it("is as far ahead again after a restart", () => {
    clock.advance(HOUR_MS);
    assert.equal(new MovableClock(store).aheadMs, HOUR_MS);
  });

  it("brings what falls due, the earliest first, and leaves what does not or was cancelled", async () => {
    const called: string[] = [];
    clock.after(2 * HOUR_MS, () => called.push("second"));
    clock.after(HOUR_MS, () => called.push("first"));
    clock.after(4 * HOUR_MS, () => called.push("later"));
    clock.after(HOUR_MS, () => called.push("cancelled"))();
    clock.advance(3 * HOUR_MS);
    await turn();
    assert.deepEqual(called, ["first", "second"]);
    clock.advance(HOUR_MS);
    await turn();
    assert.deepEqual(called, ["first", "second", "later"]);
  });

  it("waits as long as asked, also longer than a timer of Node can", async () => {
    const called: string[] = [];
    clock.after(1, () => called.push("soon"));
    clock.after(30 * 24 * HOUR_MS, () => called.push("in a month"));
    await turn();
    assert.deepEqual(called, ["soon"]);
  });

  it("refuses to go back, to stand still, and more than a year", () => {
    for (const ms of [-1, 0, 0.5, Number.NaN])
      assert.throws(() => clock.advance(ms), /expected a whole number above 0/);
    clock.advance(MOST_AHEAD_MS);
    assert.throws(() => clock.advance(1), new RegExp(`at most ${MOST_AHEAD_MS}`));
  });
});
