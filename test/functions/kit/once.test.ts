import assert from "node:assert/strict";
import { once } from "../../../functions/kit/once.js";

describe("once", () => {
  it("makes a value once, also for those who ask at the same time", async () => {
    let made = 0;
    const get = once(async () => ++made);
    assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
    assert.equal(await get(), 1);
  });

  it("tries again after a failure", async () => {
    let tries = 0;
    const get = once(async () => {
      if (++tries === 1) throw new Error("not yet");
      return tries;
    });
    await assert.rejects(get(), /not yet/);
    assert.equal(await get(), 2);
  });
});
