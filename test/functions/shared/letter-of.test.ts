import assert from "node:assert/strict";
import { letterOf } from "../../../functions/shared/letter-of.js";

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
