import assert from "node:assert/strict";
import { schedule } from "../../../local/functions/host/schedule.js";
import { pastDue } from "../../../local/functions/triggers/past-due.js";
import { NEVER } from "../../../local/functions/triggers/timer-status.js";

const hourly = schedule("0 0 * * * *");
const at = (time: string) => `2026-01-05T${time}+00:00`;
const now = (time: string) => new Date(at(time));

describe("timer that starts", () => {
  it("for the first time notes when it is due", () =>
    assert.deepEqual(pastDue(undefined, hourly, now("10:30:00")), {
      status: { last: NEVER, next: at("11:00:00"), lastUpdated: at("10:30:00") },
      isNew: true,
      isPastDue: false,
    }));

  it("before it is due goes on", () => {
    const status = { last: at("10:00:00"), next: at("11:00:00"), lastUpdated: at("10:00:00") };
    assert.deepEqual(pastDue(status, hourly, now("11:00:00")), { status, isNew: false, isPastDue: false });
  });

  it("after it was due is past due, whether it ever ran or not", () => {
    for (const last of [at("10:00:00"), NEVER]) {
      const status = { last, next: at("11:00:00"), lastUpdated: at("10:00:00") };
      assert.deepEqual(pastDue(status, hourly, now("11:00:01")), { status, isNew: false, isPastDue: true });
    }
  });

  it("with another schedule than before begins anew, from its last run when that is still to come", () => {
    const status = { last: at("10:00:00"), next: at("10:05:00"), lastUpdated: at("10:00:00") };
    assert.deepEqual(pastDue(status, hourly, now("10:30:00")), {
      status: { last: NEVER, next: at("11:00:00"), lastUpdated: at("10:00:00") },
      isNew: true,
      isPastDue: false,
    });
  });

  it("with another schedule, long after, begins from now and is not past due", () => {
    const status = { last: at("02:00:00"), next: at("02:05:00"), lastUpdated: at("02:00:00") };
    assert.deepEqual(pastDue(status, hourly, now("10:30:00")), {
      status: { last: NEVER, next: at("11:00:00"), lastUpdated: at("10:30:00") },
      isNew: true,
      isPastDue: false,
    });
  });

  it("without any occurrence left is never due", () =>
    assert.deepEqual(pastDue(undefined, schedule("0 0 0 31 2 *"), now("10:30:00")), {
      status: undefined,
      isNew: true,
      isPastDue: false,
    }));
});
