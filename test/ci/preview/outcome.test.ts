import assert from "node:assert/strict";
import { hasFailed, outcomeOf } from "../../../ci/preview/outcome.js";
import { fixture } from "../comment/sample.js";

const VIOLATIONS = fixture("everything.events.jsonl");
const said = (...messages: string[]) =>
  JSON.stringify({ steps: [], diagnostics: messages.map((message) => ({ severity: "error", message })) });
const outcome = (raw: { code: number; out: string; err?: string; events?: string }) =>
  outcomeOf({ err: "", events: "", ...raw }, "dev", {});

describe("What came of a preview", () => {
  it("is a preview when the CLI says so", () => {
    const found = outcome({ code: 0, out: fixture("everything.json") });
    assert.equal(found.is, "previewed");
    assert.equal(hasFailed(found), false);
  });

  it("is a preview, and a failure of the command, when only a mandatory policy is violated", () => {
    const found = outcome({ code: 1, out: fixture("everything.json"), events: VIOLATIONS });
    assert.equal(found.is, "previewed");
    assert.equal(hasFailed(found), true);
  });

  it("is a preview, and no failure, when a policy only advises", () => {
    const found = outcome({ code: 0, out: said(), events: VIOLATIONS.replaceAll('"mandatory"', '"advisory"') });
    assert.deepEqual([found.is, hasFailed(found)], ["previewed", false]);
  });

  it("is a failure when the program fails, also beside a violation", () => {
    for (const events of ["", VIOLATIONS]) {
      const found = outcome({ code: 1, out: said("error: it is missing\n", "error: preview failed\n"), events });
      assert.deepEqual([found.is, found.is === "failed" && found.said], ["failed", "error: it is missing"]);
      assert.equal(hasFailed(found), true);
    }
  });

  it("is a failure when the CLI ends before it begins, with what it said and what is known of it", () => {
    const found = outcome({ code: 6, out: "", err: "error: no stack named 'dev' found\n" });
    assert.equal(found.is === "failed" && found.said, "error: no stack named 'dev' found");
    assert.match((found.is === "failed" && found.explanation) || "", /dev/);
  });

  it("is a failure when the CLI says nothing at all", () => {
    const found = outcome({ code: 255, out: "" });
    assert.match(found.is === "failed" ? found.said : "", /exit code 255 and said nothing/);
  });

  it("is read although something was printed before it", () => {
    assert.equal(outcome({ code: 0, out: `warning: a plugin said this\n${said()}` }).is, "previewed");
  });
});
