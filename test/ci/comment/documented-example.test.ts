import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { nameOf } from "../../../ci/comment/name-of.js";
import { policyFindingsIn } from "../../../ci/comment/policy-findings.js";
import { previewComment } from "../../../ci/comment/preview-comment.js";
import { HELP } from "../../../ci/preview/options.js";
import { digestOf, fixture } from "./sample.js";

const PAGE = readFileSync(resolve(import.meta.dirname, "../../../docs/how-to/preview-a-pull-request.md"), "utf8");

/** Of a preview that was really made, a part that fits on a page. */
const CHANGES = ["tally-grants-need-rawNames", "data-raw-names", "monitoring-workspace", "data-account"];

function example(): string {
  const { steps } = digestOf("everything");
  return previewComment({
    stack: "dev",
    commit: "3f2a91c0d7be",
    outcome: {
      is: "previewed",
      digest: {
        steps: steps.filter(({ op, urn }) => op === "same" || CHANGES.includes(nameOf(urn))),
        diagnostics: [],
        changeSummary: { create: 1, update: 2, delete: 1, same: 63 },
      },
      policies: policyFindingsIn(fixture("everything.events.jsonl")).filter(({ urn }) => CHANGES.includes(nameOf(urn))),
    },
    contracts: [
      {
        kind: "compatible",
        name: "Names.NameGenerated.v1",
        details: ["data.language: the optional field was added"],
      },
      { kind: "app", name: "tally", details: ["need rawNames added: write blobContainer name-texts"] },
    ],
    validated: [{ stack: "dev", resources: 49, findings: [] }],
  });
}

describe("docs/how-to/preview-a-pull-request.md", () => {
  it("shows a comment as it really is", () => {
    const shown = /^````markdown\n([\s\S]*?)^````$/m.exec(PAGE)?.[1];
    assert.equal(shown, example());
  });

  it("names every option of the command, and no other", () => {
    const told = new Set([...PAGE.matchAll(/(?<![\w-])--[a-z]+(?:-[a-z]+)*/g)].map(([option]) => option));
    const known = new Set([...HELP.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option ?? ""));
    const ofOthers = ["--json", "--show-sames", "--event-log"];
    assert.deepEqual(
      [...told].filter((option) => !ofOthers.includes(option)).sort(),
      [...known].filter((option) => option !== "--help").sort(),
    );
  });
});
