import assert from "node:assert/strict";
import { schedule } from "../../../local/functions/host/schedule.js";

const next = (text: string, after = "2026-01-01T00:00:00.500Z", n = 3): string[] => {
  const { next: from } = schedule(text);
  const found: string[] = [];
  let at: Date | undefined = new Date(after);
  while (found.length < n) {
    at = from(at);
    if (at === undefined) break;
    found.push(at.toISOString().replace(".000Z", "").replace("2026-", ""));
  }
  return found;
};

describe("NCRONTAB schedule", () => {
  for (const [text, ...expected] of [
    ["*/5 * * * * *", "01-01T00:00:05", "01-01T00:00:10", "01-01T00:00:15"],
    ["0 */5 * * * *", "01-01T00:05:00", "01-01T00:10:00", "01-01T00:15:00"],
    ["*/20 * * * *", "01-01T00:20:00", "01-01T00:40:00", "01-01T01:00:00"],
    ["0 5/20 * * * *", "01-01T00:05:00", "01-01T00:25:00", "01-01T00:45:00"],
    ["0 0 9-17/4 * * MON-FRI", "01-01T09:00:00", "01-01T13:00:00", "01-01T17:00:00"],
    ["30 10 8 * jan,MAR Sun", "01-04T08:10:30", "01-11T08:10:30", "01-18T08:10:30"],
    // Both day fields must match: the first of a month that is a Monday.
    ["0 0 0 1 * 1", "06-01T00:00:00", "2027-02-01T00:00:00", "2027-03-01T00:00:00"],
    ["0 0 0 31 2 *"],
  ]) {
    it(`runs ${text}`, () => assert.deepEqual(next(text ?? ""), expected));
  }

  for (const text of [
    "",
    "* * * *",
    "0 0 0 L * *",
    "0 0 0 ? * *",
    "0 0 0 * * 1#2",
    "@daily",
    "0 60 * * * *",
    "0 0 0 1 * * 2026",
  ]) {
    it(`does not take "${text}"`, () => assert.throws(() => schedule(text), /schedule .*/));
  }

  it("refuses a time span by name", () =>
    assert.throws(() => schedule("00:05:00"), /time span runs on dedicated plans only/));

  for (const [text, frequent] of [
    ["0 * * * * *", false],
    ["*/30 * * * * *", true],
    ["0,30 * * * * *", true],
    // A field other than the seconds says when: Azure keeps when such a timer ran, although it runs twice in a minute.
    ["0,30 0 * * * *", false],
    ["* * * * *", false],
  ] as const) {
    it(`${text} is ${frequent ? "" : "not "}too frequent to keep when it ran`, () =>
      assert.equal(schedule(text).isFrequent, frequent));
  }
});
