import assert from "node:assert/strict";
import { nearest } from "../../../arm/check/nearest.js";

describe("The text that was meant", () => {
  for (const [text, meant] of [
    ["minimumTlsVerson", "minimumTlsVersion"],
    ["disableLocalAuht", "disableLocalAuth"],
    ["TAGS", "tags"],
    ["tag", "tags"],
    ["tgas", "tags"],
  ] as const) {
    it(`is ${meant} for ${text}`, () =>
      assert.equal(nearest(text, ["disableLocalAuth", "location", "minimumTlsVersion", "tags"]), meant));
  }

  it("is none when all are far", () => assert.equal(nearest("abc", ["location", "xyz"]), undefined));
});
