import assert from "node:assert/strict";
import {
  pluginArguments,
  pluginScript,
  policyPackEnvironment,
} from "../../../../tools/pulumi-cli/host/plugin-command.mjs";

describe("a plugin's command line", () => {
  it("has a policy pack's folder last, and nodeargs after the script, as the official host does", () => {
    const request = { kind: "analyzer", programDirectory: "/pack", args: ["127.0.0.1:1"] };
    assert.deepEqual(pluginArguments(request, "/sdk/run-policy-pack", ["--import", "tsx"]), [
      ...["/sdk/run-policy-pack", "--import", "tsx", "127.0.0.1:1", "/pack"],
    ]);
  });

  it("has another plugin's folder before its arguments", () => {
    const request = { kind: "resource", programDirectory: "/plugin", args: ["127.0.0.1:1"] };
    assert.deepEqual(pluginArguments(request, "/sdk/run-plugin", []), ["/sdk/run-plugin", "/plugin", "127.0.0.1:1"]);
  });

  it("runs a policy pack by a script of its own", () => {
    assert.equal(
      pluginScript("analyzer", { PULUMI_LANGUAGE_NODEJS_RUN_PATH: "other" }),
      "@pulumi/pulumi/cmd/run-policy-pack",
    );
    assert.equal(pluginScript("resource", {}), "@pulumi/pulumi/cmd/run-plugin");
    assert.equal(pluginScript("resource", { PULUMI_LANGUAGE_NODEJS_RUN_PATH: "other" }), "other");
  });

  it("tells a policy pack about the stack", () => {
    const stack = { organization: "", project: "names", stack: "local", dryRun: false, config: { "names:a": "b" } };
    assert.deepEqual(policyPackEnvironment(stack), {
      PULUMI_NODEJS_PROJECT: "names",
      PULUMI_NODEJS_STACK: "local",
      PULUMI_NODEJS_DRY_RUN: "false",
      PULUMI_CONFIG: '{"names:a":"b"}',
    });
  });
});
