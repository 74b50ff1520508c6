import assert from "node:assert/strict";
import { timeSpan } from "../../../local/functions/time-span.js";

describe("time span", () => {
  for (const [text, ms] of [
    ["00:00:01", 1_000],
    ["00:05:00", 300_000],
    ["23:59:59.5000000", 86_399_500],
    ["1.00:00:00", 86_400_000],
    ["2.03:04:05", 183_845_000],
  ] as const) {
    it(`${text} is ${ms} ms, and back`, () => {
      assert.equal(timeSpan.parse(text), ms);
      assert.equal(timeSpan.format(ms), text);
    });
  }

  it("may be negative, and have days of zero", () => {
    assert.equal(timeSpan.parse("-00:00:01"), -1_000);
    assert.equal(timeSpan.parse("0.00:00:01"), 1_000);
  });

  for (const text of ["", "5", "00:05", "24:00:00", "00:60:00", "00:00:60", "a:b:c", "00:00:01Z"]) {
    it(`is none: "${text}"`, () => assert.equal(timeSpan.parse(text), undefined));
  }
});
