import assert from "node:assert/strict";
import { countsOf, letterOf } from "../../../functions/tally/logic.js";

describe("letterOf", () => {
  const cases: Record<string, readonly string[]> = {
    A: ["Ada", "ada", "Åsa", "\u00e5sa", "A\u030asa", "  Ada", "ａda", "Ǻ"],
    E: ["élodie", "Ệ"],
    S: ["ßmann", "šimon"],
    F: ["ﬁnn"],
    Ø: ["Ørsted", "ørsted"],
    О: ["Ольга"],
    Ν: ["νίκος"],
    美: ["美咲"],
    ᄒ: ["한"],
    𐐀: ["𐐨"],
    "#": ["", " ", "4chan", "#tag", "'t Hooft", "😀", "\u0301a", "-"],
  };
  for (const [letter, names] of Object.entries(cases)) {
    it(`counts under ${letter} ${names.map((name) => JSON.stringify(name)).join(", ")}`, () => {
      for (const name of names) assert.equal(letterOf(name), letter, name);
    });
  }
});

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
