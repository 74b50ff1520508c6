import assert from "node:assert/strict";
import { NotYet, PATIENCE, patiently } from "../../../infra/shipping/patience.js";
import { testOutside } from "../loopback.js";

describe("patiently", () => {
  const notYet = async () => {
    throw new NotYet("the door is shut");
  };

  it("gives what the first attempt gives, without waiting", async () => {
    const outside = testOutside();
    assert.equal(await patiently("entering", PATIENCE, outside, async () => "in"), "in");
    assert.deepEqual(outside.sleptMs, []);
  });

  it("doubles the delay up to the longest, and says what it waits for", async () => {
    const outside = testOutside();
    let attempts = 0;
    await patiently("entering", PATIENCE, outside, async () => {
      attempts += 1;
      if (attempts < 7) await notYet();
    });
    assert.deepEqual(outside.sleptMs, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    assert.equal(outside.reports[0], "entering: the door is shut; trying again in 2 s");
  });

  it("gives up when the next attempt would come too late, and names what was missing", async () => {
    const outside = testOutside();
    await assert.rejects(patiently("entering", PATIENCE, outside, notYet), {
      message:
        "entering: gave up after 12 minutes; at last: the door is shut; the next `pulumi up` carries on from here",
    });
    assert.ok(outside.now() <= PATIENCE.totalMs);
    assert.ok(outside.now() > PATIENCE.totalMs - PATIENCE.longestDelayMs);
  });

  it("lets every other error through at once", async () => {
    const outside = testOutside();
    const attempt = async () => {
      throw new Error("no such door");
    };
    await assert.rejects(patiently("entering", PATIENCE, outside, attempt), { message: "no such door" });
    assert.deepEqual(outside.sleptMs, []);
  });
});
