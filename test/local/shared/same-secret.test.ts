import assert from "node:assert/strict";
import { sameSecret } from "../../../local/shared/same-secret.js";

describe("sameSecret", () => {
  it("takes equal secrets for the same, and no other, of whatever length", () => {
    assert.ok(sameSecret("abc", "abc"));
    for (const other of ["abd", "ab", "abcd", ""]) assert.ok(!sameSecret("abc", other));
  });
});
