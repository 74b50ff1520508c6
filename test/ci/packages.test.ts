import assert from "node:assert/strict";
import { buildPackages, differences, readPackages, requirePromoted } from "../../ci/packages.js";
import { Refusal } from "../../ci/refusal.js";
import { recorder } from "../../contracts/index.js";
import { bundle } from "../../functions/bundle.js";

const [A, B] = ["a".repeat(64), "b".repeat(64)];

describe("Packages on their way", () => {
  it("are those of every app, by the hash of the bundler", async () => {
    const built = await buildPackages();
    assert.deepEqual(Object.keys(built), ["generator", "recorder", "tally"]);
    assert.equal(built.recorder, (await bundle(recorder.name)).sha256);
  });

  it("are read from JSON, and from nothing else", () => {
    assert.deepEqual(readPackages(`{"recorder":"${A}"}`), { recorder: A });
    for (const wrong of ["", "[]", "{}", "null", '{"recorder":"abc"}', `["${A}"]`])
      assert.throws(
        () => readPackages(wrong),
        (error: Error) => error instanceof Refusal && error.message.includes(`--packages is "${wrong}": expected JSON`),
      );
  });

  it("are needed for every environment but the first, and for no other stack", () => {
    for (const stack of ["dev", "pr-7", "local"]) requirePromoted(stack, { recorder: A }, undefined);
    for (const stack of ["staging", "prod"])
      assert.throws(() => requirePromoted(stack, { recorder: A }, undefined), /takes only packages .* --packages/);
  });

  it("are refused, each by name, when they are others than those deployed before", () => {
    requirePromoted("prod", { recorder: A }, { recorder: A });
    assert.throws(
      () => requirePromoted("prod", { recorder: A, tally: B, extra: B }, { recorder: B, tally: B, gone: A }),
      (error: Error) => {
        assert.ok(error instanceof Refusal);
        assert.match(error.message, /recorder: aaaaaaaaaaaa here, bbbbbbbbbbbb there/);
        assert.match(error.message, /extra: bbbbbbbbbbbb here, none there/);
        assert.match(error.message, /gone: none here, aaaaaaaaaaaa there/);
        assert.doesNotMatch(error.message, /tally/);
        return true;
      },
    );
    assert.deepEqual(differences({ recorder: A }, { recorder: A }), []);
  });
});
