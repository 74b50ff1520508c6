import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { requiredPackages } from "../../../../tools/pulumi-cli/host/required-packages.mjs";
import { createScratch, type Scratch } from "../../support/scratch.js";

describe("packages that a program requires", () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = createScratch();
  });
  afterEach(() => scratch.remove());

  const manifest = (path: string, content: object) => scratch.write(`${path}/package.json`, JSON.stringify(content));
  const names = () =>
    requiredPackages(scratch.folder)
      .map(({ name, version }) => `${name} ${version}`)
      .sort();

  it("are those that say so, with the plugin's name and version", () => {
    manifest("node_modules/@pulumi/azure-native", {
      name: "@pulumi/azure-native",
      version: "3.28.0",
      pulumi: { resource: true },
    });
    manifest("node_modules/@pulumi/pulumi", { name: "@pulumi/pulumi", version: "3.259.0" });
    manifest("node_modules/third", {
      name: "third",
      version: "1.0.0",
      pulumi: { resource: true, name: "own", version: "v2.0.0" },
    });
    manifest("node_modules/third/node_modules/@pulumi/nested", {
      name: "@pulumi/nested",
      version: "0.1.0",
      pulumi: { resource: true },
    });
    assert.deepEqual(names(), ["azure-native v3.28.0", "nested v0.1.0", "own v2.0.0"]);
  });

  it("are not those of a policy pack beneath the program, nor the program itself", () => {
    const content = { name: "@pulumi/p", version: "1.0.0", pulumi: { resource: true } };
    scratch.write("policies/PulumiPolicy.yaml", "runtime: nodejs");
    manifest("policies/node_modules/@pulumi/p", content);
    manifest("", content);
    assert.deepEqual(names(), []);
  });

  it("are found once where links form a circle", () => {
    manifest("node_modules/@pulumi/p", { name: "@pulumi/p", version: "1.0.0", pulumi: { resource: true } });
    symlinkSync(scratch.path("node_modules"), scratch.path("node_modules", "@pulumi", "p", "node_modules"));
    assert.deepEqual(names(), ["p v1.0.0"]);
  });

  it("are refused without a plugin name", () => {
    manifest("node_modules/third", { name: "third", version: "1.0.0", pulumi: { resource: true } });
    assert.throws(names, /third\/package\.json: "pulumi" has no "name"/);
  });
});
