import assert from "node:assert/strict";
import { pseudonymOf, recordOf } from "../../../functions/recorder/logic.js";

describe("pseudonymOf", () => {
  it("is the beginning of HMAC-SHA256 of the name", () => {
    // Test case 2 of RFC 4231.
    assert.equal(pseudonymOf("what do ya want for nothing?", "Jefe"), "5bdcc146bf60754e6a04");
  });

  it("is another for another name or key, and the same for both spellings of a letter", () => {
    assert.notEqual(pseudonymOf("Ada", "key"), pseudonymOf("Eda", "key"));
    assert.notEqual(pseudonymOf("Ada", "key"), pseudonymOf("Ada", "other"));
    assert.equal(pseudonymOf("\u00c5sa", "key"), pseudonymOf("A\u030asa", "key"));
  });
});

describe("recordOf", () => {
  it("has the pseudonym in its first line and the name as it came", () => {
    assert.equal(recordOf("Åsa", "key"), `pseudonym: ${pseudonymOf("Åsa", "key")}\nname: Åsa\n`);
  });
});
