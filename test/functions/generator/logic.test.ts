import assert from "node:assert/strict";
import { NameGenerated } from "../../../contracts/index.js";
import { makeUpName } from "../../../functions/generator/logic.js";

const STEPS = 400;
const names = Array.from({ length: STEPS }, (_, step) => makeUpName(() => step / STEPS));

describe("makeUpName", () => {
  it("makes names that the event takes, of two words", () => {
    for (const name of names) {
      const id = "0b6f8f0e-3f1f-4a51-9d3c-5d1b0c1f9a77";
      assert.deepEqual(NameGenerated.data.parse({ id, name }), { id, name });
      assert.match(name, /^\S+ \S+$/);
    }
  });

  it("makes names with every letter of the alphabet first", () => {
    const letters = new Set(names.map((name) => name.normalize("NFKD")[0]));
    for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") assert.ok(letters.has(letter), letter);
  });
});
