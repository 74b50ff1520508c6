import assert from "node:assert/strict";
import { clock } from "../../../local/control/clock-command.js";

describe("The command clock", () => {
  let aheadMs = 0;
  const time = async () => ({ now: "2026-01-01T12:00:00.000Z", aheadMs });
  const control = {
    clock: time,
    advance: (ms: number) => {
      aheadMs += ms;
      return time();
    },
  };

  it("tells the time, and moves it", async () => {
    assert.equal(await clock(control), "2026-01-01T12:00:00.000Z, the time of this machine");
    assert.equal(await clock(control, "+6m"), "2026-01-01T12:00:00.000Z, 6 m ahead of this machine");
    await clock(control, "+30s");
    await clock(control, "+2d");
    assert.match(await clock(control, "+3h"), /, 2 d 3 h 6 m 30 s ahead of this machine$/);
  });

  it("takes a whole number of a known unit, and no other", async () => {
    for (const by of ["6m", "+6", "-6m", "+0m", "+1.5h", "+1w"]) {
      await assert.rejects(clock(control, by), /expected a whole number of s, m, h or d, e\.g\. \+6m/);
    }
  });
});
