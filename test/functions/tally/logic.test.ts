import assert from "node:assert/strict";
import { countsOf } from "../../../functions/tally/logic.js";

describe("countsOf", () => {
  it("has all letters in order, and the total", () => {
    const { counts, total } = countsOf([
      { letter: "B", count: 2 },
      { letter: "#", count: 1 },
      { letter: "A", count: 3 },
    ]);
    assert.equal(JSON.stringify(counts), '{"#":1,"A":3,"B":2}');
    assert.equal(total, 6);
  });

  it("is empty at first", () => assert.deepEqual(countsOf([]), { counts: {}, total: 0 }));
});
