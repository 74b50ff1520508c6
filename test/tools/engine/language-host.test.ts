import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, linkSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { installStandIn } from "../../../tools/pulumi-cli/stand-in.mjs";
import { findExecutable } from "../../../tools/setup/find-executable.mjs";
import { createScratch, type Scratch } from "../support/scratch.js";

const ROOT = resolve(import.meta.dirname, "../../..");

const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
class Greeting extends pulumi.dynamic.Resource {
  declare readonly text: pulumi.Output<string>;
  constructor(name: string, args: { text: pulumi.Input<string> }) {
    super({ create: async (inputs: object) => ({ id: "1", outs: inputs }) }, name, args);
  }
}
const secret = new pulumi.Config().requireSecret("word");
export const text = new Greeting("greeting", { text: pulumi.interpolate\`hello \${secret}\` }).text;
export const arguments_ = process.argv.slice(2);
`;

describe("language host stand-in under the real engine", function () {
  this.timeout(120_000);
  let scratch: Scratch;
  let pulumi: (...args: string[]) => Promise<{ stdout: string; stderr: string }>;

  before(async () => {
    const cli = findExecutable("pulumi", process.env.PATH);
    assert.ok(cli, "these tests need pulumi on PATH, as npm test has it");
    scratch = createScratch();
    // A folder of its own with the CLI and the stand-in as they are in this checkout: the engine prefers what is
    // beside its executable.
    const bin = scratch.path("bin");
    mkdirSync(bin);
    linkOrCopy(realpathSync(cli), scratch.path("bin", "pulumi"));
    installStandIn(bin, ROOT);

    mkdirSync(scratch.path("state"));
    scratch.write(
      "program/Pulumi.yaml",
      `name: greeter
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: "--import tsx --import '${resolve(ROOT, "tools/inspect-fix.mjs")}'" }
main: index.ts
`,
    );
    scratch.write("program/package.json", '{ "type": "module" }');
    scratch.write("program/index.ts", PROGRAM);
    symlinkSync(resolve(ROOT, "node_modules"), scratch.path("program", "node_modules"));
    const env = {
      ...process.env,
      PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
      PULUMI_HOME: scratch.path("home"),
      PULUMI_BACKEND_URL: `file://${scratch.path("state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    pulumi = (...args) =>
      promisify(execFile)(scratch.path("bin", "pulumi"), [...args, "--non-interactive"], {
        cwd: scratch.path("program"),
        env,
      });
    await pulumi("stack", "init", "test");
    await pulumi("config", "set", "--secret", "word", "hunter2");
  });
  after(() => scratch.remove());

  it("runs a program with a dynamic resource and secret config", async () => {
    const { stdout } = await pulumi("up", "--yes", "--skip-preview", "--color", "never");
    assert.match(stdout, /\+ 2 created/);
    assert.equal(stdout.includes("hunter2"), false);
    const outputs = JSON.parse((await pulumi("stack", "output", "--json", "--show-secrets")).stdout);
    assert.equal(outputs.text, "hello hunter2");
    assert.equal(JSON.stringify(outputs.arguments_).includes("hunter2"), false);
  });

  it("previews no change when there is none", async () => {
    const { stdout } = await pulumi("preview", "--expect-no-changes", "--color", "never");
    assert.match(stdout, /2 unchanged/);
  });

  it("lets the engine add nothing to an error that the program has shown", async () => {
    scratch.write(
      "program/index.ts",
      'import { RunError } from "@pulumi/pulumi";\nthrow new RunError("the greeting is missing");\n',
    );
    await assert.rejects(pulumi("preview", "--color", "never"), (error: Error & { stdout: string; stderr: string }) => {
      const shown = error.stdout + error.stderr;
      assert.match(shown, /error: the greeting is missing/);
      assert.doesNotMatch(shown, /non-zero exit code/);
      return true;
    });
  });

  it("reports a program that ends with another exit code", async () => {
    scratch.write("program/index.ts", "process.exit(5);\n");
    await assert.rejects(pulumi("preview", "--color", "never"), (error: Error & { stdout: string; stderr: string }) => {
      assert.match(error.stdout + error.stderr, /Program exited with non-zero exit code: 5/);
      return true;
    });
  });

  it("is described by pulumi about", async () => {
    const about = JSON.parse((await pulumi("about", "--json")).stdout);
    assert.equal(about.runtime.language, "nodejs");
    assert.equal(about.runtime.version, process.version);
  });
});

/** The CLI is large, and a link does not cross from one disk to another. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    copyFileSync(from, to);
  }
}
