import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseStackFile, readStackFiles } from "../../infra/stack-files.js";

const LEAST = "config:\n  azure-native:location: westeurope\n  gridwire:environment: dev\n  gridwire:owner: team\n";

describe("A stack's file", () => {
  it("is read as the program would get it", () => {
    const { environment, protect, scale, alertRecipients } = parseStackFile(
      `${LEAST}  gridwire:protect: true\n  gridwire:alwaysReady: 2\n  gridwire:alertRecipients:\n    - a@example.com\n`,
    );
    assert.deepEqual([environment, protect, scale.alwaysReady, alertRecipients], ["dev", true, 2, ["a@example.com"]]);
  });

  it("may have secrets, and how they are encrypted", () => {
    const encrypted = `secretsprovider: azurekeyvault://v/k\nencryptedkey: AAAA\n${LEAST}  gridwire:secrets:\n    pepper:\n      secure: v1:x\n`;
    assert.equal(parseStackFile(encrypted).environment, "dev");
  });

  it("tells every key that is wrong", () => {
    assert.throws(
      () => parseStackFile(`${LEAST}  gridwire:protect: perhaps\n  gridwire:unheardOf: 1\n`),
      /gridwire:protect is "perhaps".*\n.*gridwire:unheardOf is not a setting/,
    );
  });

  describe("of a checkout", () => {
    let root: string;
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), "gridwire-"));
      writeFileSync(join(root, "Pulumi.yaml"), "name: gridwire\n");
      writeFileSync(join(root, "Pulumi.dev.yaml"), LEAST);
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    it("is found by its name; those of pull requests' stacks are passed over", () => {
      writeFileSync(join(root, "Pulumi.pr-12.yaml"), "nonsense");
      assert.deepEqual(Object.keys(readStackFiles(root)), ["dev"]);
    });

    it("is named when it cannot be used", () => {
      writeFileSync(join(root, "Pulumi.prod.yaml"), "config: {}\n");
      assert.throws(() => readStackFiles(root), /^Error: Pulumi\.prod\.yaml: The stack's config cannot be used:/);
    });
  });
});
