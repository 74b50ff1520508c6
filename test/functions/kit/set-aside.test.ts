import assert from "node:assert/strict";
import { safeName } from "../../../functions/kit/set-aside.js";

describe("safeName", () => {
  it("leaves an id as it is that is safe in a blob's name", () => {
    const id = "0b6f8f0e-3f1f-4a51-9d3c-5d1b0c1f9a77";
    assert.equal(safeName(id), id);
  });

  it("makes others safe, short and different", () => {
    const names = [
      "../../etc/passwd",
      "a/b",
      "a b",
      "a.b",
      "ä".repeat(2000),
      `${"ä".repeat(2000)}b`,
      "x".repeat(101),
    ].map(safeName);
    for (const name of names) assert.match(name, /^[A-Za-z0-9_-]{1,100}$/);
    assert.equal(new Set(names).size, names.length);
  });
});
