import assert from "node:assert/strict";
import { isAtLeast, isCompatible, parseVersion } from "../../../tools/setup/version-order.mjs";

describe("version order", () => {
  it("reads what tools print", () => {
    assert.deepEqual(parseVersion("v3.259.0\n"), [3, 259, 0]);
    assert.deepEqual(parseVersion("22.23.3"), [22, 23, 3]);
    assert.deepEqual(parseVersion("v3.260.0-alpha.1+dirty"), [3, 260, 0]);
    assert.equal(parseVersion("dev"), undefined);
    assert.equal(parseVersion(""), undefined);
  });

  it("compares by numbers, not by letters", () => {
    assert.equal(isAtLeast("20.19.0", "20.19.0"), true);
    assert.equal(isAtLeast("20.9.0", "20.19.0"), false);
    assert.equal(isAtLeast("24.0.0", "20.19.0"), true);
    assert.equal(isAtLeast("20.20.0", "20.19.5"), true);
    assert.equal(isAtLeast("nothing", "20.19.0"), false);
  });

  it("keeps to the major version", () => {
    assert.equal(isCompatible("v3.300.1", "3.259.0"), true);
    assert.equal(isCompatible("v4.0.0", "3.259.0"), false);
    assert.equal(isCompatible("v3.258.9", "3.259.0"), false);
  });
});
