import assert from "node:assert/strict";
import {
  type ProgramRequest,
  programArguments,
  programEnvironment,
  typescriptEnvironment,
} from "../../../../tools/pulumi-cli/host/program-command.mjs";
import { parseRuntimeOptions } from "../../../../tools/pulumi-cli/host/runtime-options.mjs";

const request: ProgramRequest = {
  monitorAddress: "127.0.0.1:1",
  engineAddress: "127.0.0.1:2",
  organization: "organization",
  project: "names",
  rootDirectory: "/project",
  stack: "local",
  programDirectory: "/project/infra",
  dryRun: true,
  parallel: 16,
  entryPoint: "index.ts",
  args: ["one", "two"],
  config: { "names:greeting": "hello", "azure-native:location": "westeurope", "names:secret": "hunter2" },
  configSecretKeys: ["names:secret"],
};

describe("a program's command line", () => {
  it("has the order of the official host: nodeargs, script, flags, entry point, arguments", () => {
    assert.deepEqual(programArguments(request, "/sdk/cmd/run", ["--import", "tsx"]), [
      ...["--import", "tsx", "/sdk/cmd/run"],
      ...["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2"],
      ...["--organization", "organization", "--project", "names", "--root-directory", "/project"],
      ...["--stack", "local", "--pwd", "/project/infra", "--dry-run", "--parallel", "16"],
      ...["index.ts", "one", "two"],
    ]);
  });

  it("leaves out what is empty, and --dry-run in an update", () => {
    const args = programArguments(
      { ...request, dryRun: false, organization: "", rootDirectory: "", args: [] },
      "run",
      [],
    );
    assert.equal(args[0], "run");
    for (const flag of ["--dry-run", "--organization", "--root-directory"])
      assert.equal(args.includes(flag), false, flag);
    assert.equal(args.at(-1), "index.ts");
  });

  it("holds no config, which may be secret", () => {
    assert.equal(programArguments(request, "run", []).join(" ").includes("hunter2"), false);
  });

  it("passes config by environment under the keys that the SDK reads", () => {
    const env = programEnvironment(request, parseRuntimeOptions({}));
    assert.deepEqual(JSON.parse(env.PULUMI_CONFIG ?? ""), {
      "names:config:greeting": "hello",
      "azure-native:config:location": "westeurope",
      "names:config:secret": "hunter2",
    });
    assert.equal(env.PULUMI_CONFIG_SECRET_KEYS, '["names:secret"]');
    assert.throws(
      () => programEnvironment({ ...request, config: { plain: "x" } }, parseRuntimeOptions({})),
      /config key plain is not of the form namespace:name/,
    );
  });

  it("says by environment how TypeScript is loaded", () => {
    assert.deepEqual(typescriptEnvironment(parseRuntimeOptions({})), { PULUMI_NODEJS_TYPESCRIPT: "true" });
    assert.deepEqual(typescriptEnvironment(parseRuntimeOptions({ typescript: false })), {});
    assert.equal(
      typescriptEnvironment(parseRuntimeOptions({ tsconfig: "ts.json" })).PULUMI_NODEJS_TSCONFIG_PATH,
      "ts.json",
    );
  });
});
