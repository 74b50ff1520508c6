import assert from "node:assert/strict";
import { timerTickOf } from "../../../functions/kit/timer-tick.js";

const now = new Date("2026-03-01T12:00:05.432Z");
const status = (next: string) => ({ last: "0001-01-01T00:00:00", next, lastUpdated: "0001-01-01T00:00:00" });

describe("timerTickOf", () => {
  it("says when the run was due, also when it is late", () => {
    const raw = { isPastDue: true, scheduleStatus: status("2026-03-01T13:00:00+01:00") };
    assert.deepEqual(timerTickOf(raw, now), { scheduledFor: new Date("2026-03-01T12:00:00Z"), late: true });
  });

  it("takes the time of a run by hand for its own", () => {
    const raw = { isPastDue: false, scheduleStatus: status("2026-03-01T14:00:00Z") };
    assert.deepEqual(timerTickOf(raw, now), { scheduledFor: new Date("2026-03-01T12:00:05Z"), late: false });
  });

  it("takes the second of the run where the host keeps no schedule status", () => {
    for (const raw of [{ isPastDue: false, scheduleStatus: null }, { isPastDue: false }, undefined]) {
      assert.deepEqual(timerTickOf(raw, now), { scheduledFor: new Date("2026-03-01T12:00:05Z"), late: false });
    }
  });
});
