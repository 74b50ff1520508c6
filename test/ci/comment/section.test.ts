import assert from "node:assert/strict";
import { fitted, list, rows, type Section } from "../../../ci/comment/section.js";

const entries = (count: number) => Array.from({ length: count }, (_, index) => `entry ${index}`);

describe("Sections", () => {
  it("are put together, without the empty ones", () => {
    const text = fitted("top", [list("### A", ["x", "y"]), list("### B", []), rows("### C", ["h"], [["v"]])]);
    assert.equal(text, "top\n\n### A\n\n- x\n- y\n\n### C\n\n| h |\n| --- |\n| v |\n");
  });

  it("lose the last entries of the last one first, and say how many", () => {
    const sections = [list("### A", entries(20)), list("### B", entries(50))];
    const text = fitted("top", sections, 600);
    assert.ok(text.length <= 600, String(text.length));
    assert.match(text, /- entry 19\n/);
    assert.match(text, /### B\n\n- entry 0\n[\s\S]*_\d+ of 50 left out/);
  });

  it("lose a whole section, but its heading and what it lost, before one that is more important", () => {
    const text = fitted("top", [list("### A", entries(30)), list("### B", entries(5000))], 400);
    assert.ok(text.length <= 400);
    assert.match(text, /### B\n\n_5000 of 5000 left out/);
    assert.match(text, /### A\n\n- entry 0\n[\s\S]* of 30 left out/);
  });

  it("keep what ends a section", () => {
    const folded: Section = { head: "<details>", entries: entries(500), gap: "\n\n", tail: "</details>" };
    assert.match(fitted("top", [folded], 300), /left out.*\n\n<\/details>\n$/);
  });

  it("fit by one character", () => {
    const whole = fitted("top", [list("### A", entries(3))]);
    assert.equal(fitted("top", [list("### A", entries(3))], whole.length), whole);
    assert.notEqual(fitted("top", [list("### A", entries(3))], whole.length - 1), whole);
  });
});
