import assert from "node:assert/strict";
import { waitWhileBusy } from "../../../infra/shipping/busy.js";
import { PATIENCE } from "../../../infra/shipping/patience.js";
import { testOutside } from "../loopback.js";

describe("waitWhileBusy", () => {
  const busy =
    'Status=409 Code="Conflict" Message="Cannot modify this site because another operation is in progress. Details: Id: 1"';

  it("waits longer each time, and says what for", async () => {
    const outside = testOutside();
    for (const times of [1, 2, 3]) {
      assert.equal(await waitWhileBusy("site func-a", Array(times).fill(busy), outside), true);
    }
    assert.deepEqual(outside.sleptMs, [2_000, 4_000, 8_000]);
    assert.equal(outside.reports[0], "site func-a: another operation on it is in progress; trying again in 2 s");
  });

  it("ends within bounds", async () => {
    const outside = testOutside();
    const errors: string[] = [];
    do errors.push(busy);
    while (await waitWhileBusy("site func-a", errors, outside));
    assert.ok(outside.now() <= PATIENCE.totalMs);
    assert.ok(outside.now() > PATIENCE.totalMs - PATIENCE.longestDelayMs);
  });

  it("does not wait after any other error, nor for what Azure has taken already", async () => {
    const outside = testOutside();
    for (const error of [
      'Status=409 Code="Conflict" Message="Website with given name func-a already exists."',
      `1 error occurred:\n\t* ${busy}`,
    ]) {
      assert.equal(await waitWhileBusy("site func-a", [error, busy], outside), false);
    }
    assert.equal(await waitWhileBusy("site func-a", [], outside), false);
    assert.deepEqual(outside.sleptMs, []);
  });
});
