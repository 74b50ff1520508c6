import assert from "node:assert/strict";
import { rules } from "../../policies/index.js";
import { type Judged, judgeResource } from "./judged.js";
import { type Edits, edited } from "./samples/node.js";
import { resourceSamples } from "./samples/resources.js";
import type { ResourceSample } from "./samples/sample.js";

const SECRET = /hush|a-key|a-host-key/;

const levelOf = (name: string) => rules.find((rule) => rule.name === name)?.level;

async function judge({ rule: name, type, right, config }: ResourceSample, edits: Edits): Promise<Judged> {
  const rule = rules.find((one) => one.name === name);
  assert.ok(rule, `no rule ${name}`);
  const judged = await judgeResource(rule, { name, type, props: edited(right, edits) }, config);
  // Neither a violation nor a note ever shows a value that could be secret.
  assert.doesNotMatch(JSON.stringify(judged), SECRET);
  return judged;
}

describe("Rules about single resources", () => {
  it("have a sample each", () => {
    const names = rules.filter(({ about }) => about === "resource").map(({ name }) => name);
    assert.deepEqual([...new Set(resourceSamples.map(({ rule }) => rule))].sort(), names.sort());
  });

  for (const sample of resourceSamples) {
    const { rule, type, wrong, unknown = [], mustBeKnown = [], alsoRight = [] } = sample;
    // A type that is wrong in itself, and a rule that is off since most are wrong by it, have no right form here.
    const rights = wrong.some((edits) => Object.keys(edits).length === 0) ? alsoRight : [{}, ...alsoRight];
    describe(`${rule} (${type.split(":").at(-1)})`, () => {
      for (const [index, edits] of rights.entries()) {
        it(`passes what is right ${index + 1}`, async () => {
          assert.deepEqual(await judge(sample, edits), { said: [], notes: [] });
        });
      }
      for (const [index, edits] of wrong.entries()) {
        it(`finds what is wrong ${index + 1}`, async () => {
          const { said } = await judge(sample, edits);
          assert.ok(said.length > 0, "nothing was found");
          const level = levelOf(rule);
          for (const one of said) {
            assert.equal(one.policy, rule);
            assert.equal(one.level, level === "disabled" ? "advisory" : level);
          }
        });
      }
      for (const [index, edits] of unknown.entries()) {
        it(`says what it cannot know ${index + 1}`, async () => {
          const { said, notes } = await judge(sample, edits);
          assert.deepEqual(said, []);
          assert.equal(notes.length, 1);
          assert.match(notes[0] ?? "", new RegExp(`^${rule}: cannot be known before the first up.* of ${rule}`));
        });
      }
      for (const [index, edits] of mustBeKnown.entries()) {
        it(`refuses what it has to know ${index + 1}`, async () => {
          const { said, notes } = await judge(sample, edits);
          assert.deepEqual(notes, []);
          assert.match(said[0]?.message ?? "", /cannot be known before the first up/);
          assert.equal(said[0]?.level, "mandatory");
        });
      }
    });
  }
});
