import assert from "node:assert/strict";
import { FIRST_ROW, fromKey, markerKey, toKey } from "../../../../functions/kit/clients/table-key.js";

const NAMES = ["A", "count", "#", "a/b\\c?d%e", "!x", " x", "=0023", "Ж", "~", "\u0000\u009f", "é=!"];

describe("keys of table rows", () => {
  it("give the name back that they were made of", () => {
    for (const name of NAMES) assert.equal(fromKey(toKey(name)), name);
  });

  it("hold no character that Azure refuses in keys", () => {
    for (const name of NAMES) assert.doesNotMatch(toKey(name), /[/\\#?%\p{Cc}]/u);
    assert.equal(toKey("#"), "=0023");
    assert.equal(toKey("count"), "count");
  });

  it("lie behind all markers", () => {
    assert.ok(markerKey("x") < FIRST_ROW);
    for (const name of NAMES) assert.ok(toKey(name) > FIRST_ROW, name);
  });

  it("are refused when empty or longer than Azure takes", () => {
    assert.equal(toKey("a".repeat(512)).length, 512);
    for (const name of ["", "a".repeat(513), "#".repeat(103)]) assert.throws(() => toKey(name), /expected 1 to 512/);
  });
});
