import assert from "node:assert/strict";
import { rules } from "../../policies/index.js";
import { judgeStack } from "./judged.js";
import { type Moment, urnOf } from "./requests.js";
import type { Node } from "./samples/node.js";
import type { StackSample } from "./samples/sample.js";
import { moreWrong, stackSamples } from "./samples/stacks.js";

function judge({ rule: name, config }: StackSample, nodes: readonly Node[], moment: Moment) {
  const rule = rules.find((one) => one.name === name);
  assert.ok(rule, `no rule ${name}`);
  return judgeStack(rule, nodes, moment, config);
}

describe("Rules about whole stacks", () => {
  it("have a sample each", () => {
    const names = rules.filter(({ about }) => about === "stack").map(({ name }) => name);
    assert.deepEqual(stackSamples.map(({ rule }) => rule).sort(), names.sort());
  });

  for (const sample of [...stackSamples, ...moreWrong]) {
    describe(sample.rule, () => {
      for (const moment of ["preview", "deployed"] as const) {
        it(`passes what is right, ${moment}`, async () =>
          assert.deepEqual(await judge(sample, sample.right, moment), { said: [], notes: [] }));

        it(`finds what is wrong, ${moment}, and where`, async () => {
          const { said } = await judge(sample, sample.wrong, moment);
          const blamed = sample.wrong.find(({ name }) => name === sample.blamed);
          assert.ok(blamed);
          assert.deepEqual(new Set(said.map(({ urn }) => urn)), new Set([urnOf(blamed)]));
        });
      }
      const { unknown } = sample;
      if (unknown !== undefined) {
        it("says what it cannot know", async () => {
          const { said, notes } = await judge(sample, unknown, "preview");
          assert.deepEqual(said, []);
          assert.equal(notes.length, 1);
          assert.match(notes[0] ?? "", new RegExp(`^${sample.rule}: cannot be known before the first up`));
        });
      }
    });
  }
});
