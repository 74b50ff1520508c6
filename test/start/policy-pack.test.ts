import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { policyPack } from "../../start/policy-pack.js";
import { STACK } from "../../start/workspace.js";

const ROOT = resolve(import.meta.dirname, "../..");

describe("The policy pack of a command", () => {
  it("is the project's, under the stack's configuration", () => {
    const set = policyPack(["preview"], STACK, {});
    const files = [set.PULUMI_OPTION_POLICY_PACK, set.PULUMI_OPTION_POLICY_PACK_CONFIG];
    assert.deepEqual(files, ["policies", `policies/config/${STACK}.json`]);
    for (const path of files) assert.ok(existsSync(join(ROOT, path ?? "")), path);
  });

  it("is the one that the arguments name", () => {
    for (const arg of ["--policy-pack", "--policy-pack=mine"])
      assert.deepEqual(policyPack(["preview", arg, "mine"], STACK, {}), {});
  });

  it("is the one that the environment names, or none", () => {
    for (const own of ["mine", ""])
      assert.deepEqual(policyPack(["preview"], STACK, { PULUMI_OPTION_POLICY_PACK: own }), {});
  });
});
