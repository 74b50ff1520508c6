import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireStack, stacksOf } from "../../arm/stacks.js";

describe("The stacks of a checkout", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "gridwire-"));
    for (const file of ["Pulumi.yaml", "Pulumi.staging.yaml", "Pulumi.dev.yaml", "Pulumi.dev.yaml.bak"])
      writeFileSync(join(root, file), "");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("are those with a config file", () => assert.deepEqual(stacksOf(root), ["dev", "staging"]));

  it("are told when one is not among them", () => {
    assert.equal(requireStack(root, "dev"), "dev");
    assert.throws(() => requireStack(root, "prod"), /no Pulumi\.prod\.yaml: expected one of dev, staging/);
  });
});
