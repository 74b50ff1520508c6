import assert from "node:assert/strict";
import { evaluate, UNKNOWN } from "./evaluate.js";
import { parseExpression } from "./expression.js";
import { jobsThatMayRun } from "./reach.js";
import type { Workflow } from "./workflow.js";

const CONTEXT = {
  github: { ref: "refs/heads/Main", n: 3, event: { labels: [{ name: "deploy" }, { name: "bug" }], repo: null } },
};
const value = (text: string, needsRan = true) => evaluate(parseExpression(text), CONTEXT, needsRan);

describe("A condition of a workflow", () => {
  for (const [text, expected] of [
    ["github.ref == 'refs/heads/main'", true],
    ["github.ref != 'refs/heads/main'", false],
    ["github['ref'] == 'x' || github.n == 3", true],
    ["!(github.n == 3)", false],
    ["github.event.repo.full_name == 'a/b'", false],
    ["contains(github.event.labels.*.name, 'deploy')", true],
    ["contains(github.event.labels.*.name, 'deplo')", false],
    ["startsWith(github.ref, 'refs/heads/')", true],
    ["vars.ID != ''", UNKNOWN],
    ["vars.ID != '' && github.n == 4", false],
    ["github.n == 4 && vars.ID != ''", false],
    ["vars.ID != '' || github.n == 3", true],
    ["vars.ID != '' && github.n == 3", UNKNOWN],
    ["contains(vars.LIST, 'x')", UNKNOWN],
    ["always()", true],
    ["!cancelled()", UNKNOWN],
    ["'it''s' == 'IT''S'", true],
    // `&&` binds closer than `||`.
    ["true || false && false", true],
    [`\${{ github.n == 3 }}`, true],
  ] as const)
    it(`${text} is ${String(expected)}`, () => assert.equal(value(text), expected));

  it("is refused when it cannot be read, or knows a function that is not known here", () => {
    for (const text of ["", "a ==", "(a", "a b", "a == #", "toJSON(github)"])
      assert.throws(() => value(text), Error, text);
  });

  it("runs a job after one that was skipped only if it asks for that", () => {
    const jobs = {
      first: { if: "github.n == 4" },
      second: { needs: "first" },
      third: { needs: ["second"], if: "vars.X" },
      always: { needs: "first", if: "always()" },
      notCancelled: { needs: "second", if: "!cancelled() && github.n == 3" },
    };
    const workflow: Workflow = { file: "x.yml", on: {}, permissions: {}, jobs };
    assert.deepEqual(jobsThatMayRun(workflow, CONTEXT), ["always", "notCancelled"]);
  });
});
