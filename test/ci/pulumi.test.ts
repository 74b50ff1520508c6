import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { CliFailure } from "../../ci/cli-failure.js";
import { pulumi, ROOT } from "../../ci/pulumi.js";
import { eventually } from "../shared/eventually.js";
import { StubPulumi } from "./stub-pulumi.js";

describe("A run of the Pulumi CLI", () => {
  let stub: StubPulumi | undefined;
  const stubbed = (answer: string) => {
    stub = new StubPulumi(answer);
    return stub;
  };
  afterEach(() => stub?.remove());

  it("asks no questions, works from the root, and gives what was printed", async () => {
    const cli = stubbed('process.stdout.write(process.cwd()); process.stderr.write("aside")');
    const { out, err, code } = await pulumi(["preview", "--json"], { stack: "dev", env: cli.env() });
    assert.deepEqual({ out, err, code }, { out: ROOT, err: "aside", code: 0 });
    assert.deepEqual(cli.calls[0]?.args, [
      "preview",
      "--json",
      "--stack",
      "dev",
      "--non-interactive",
      "--color",
      "never",
    ]);
  });

  it("runs the policy pack under the stack's own configuration; dev's for a pull request", async () => {
    const cli = stubbed("");
    for (const stack of ["prod", "pr-7"]) await pulumi(["up"], { stack, env: cli.env() });
    assert.deepEqual(
      cli.calls.map(({ env }) => [env.PULUMI_OPTION_POLICY_PACK, env.PULUMI_OPTION_POLICY_PACK_CONFIG]),
      [
        ["policies", "policies/config/prod.json"],
        ["policies", "policies/config/dev.json"],
      ],
    );
  });

  it("gives a secret by standard input", async () => {
    const cli = stubbed("");
    await pulumi(["config", "set", "key", "--secret"], { stack: "dev", env: cli.env(), input: "the-value" });
    assert.equal(cli.calls[0]?.input, "the-value");
    assert.ok(!cli.calls[0]?.args.includes("the-value"));
  });

  it("fails with the exit code and what was printed", async () => {
    const cli = stubbed('die(255, "error: no such thing")');
    await assert.rejects(pulumi(["up"], { stack: "dev", env: cli.env() }), (error: Error) => {
      assert.ok(error instanceof CliFailure);
      assert.equal(error.code, 255);
      assert.match(error.message, /^pulumi up on stack dev failed with exit code 255\.\nerror: no such thing/);
      return true;
    });
  });

  it("takes an exit code that is an answer for one", async () => {
    const cli = stubbed("die(7)");
    const { code } = await pulumi(["refresh"], { stack: "dev", env: cli.env(), answers: [0, 7] });
    assert.equal(code, 7);
  });

  it("runs in a group of processes of its own, which no terminal interrupts by itself", async () => {
    const cli = stubbed(`
      const { execFileSync } = require("node:child_process");
      process.stdout.write(execFileSync("ps", ["-o", "pgid=", "-p", String(process.pid)]).toString().trim() + " " + process.pid);`);
    const { out } = await pulumi(["up"], { stack: "dev", env: cli.env() });
    const [group, pid] = out.split(" ");
    assert.equal(group, pid);
  });

  it("hands an interrupt to the CLI once, and waits for its end", async () => {
    const cli = stubbed(`
      let got = 0;
      process.on("SIGINT", () => { got += 1; });
      process.stdout.write("ready");
      while (got === 0) await new Promise((done) => setTimeout(done, 20));
      await new Promise((done) => setTimeout(done, 100));
      process.stdout.write("interrupted " + got);`);
    const script = `
      import { pulumi } from ${JSON.stringify(resolve(ROOT, "ci/pulumi.ts"))};
      const { out } = await pulumi(["up"], { stack: "dev", env: process.env, show: true });
      process.stdout.write(out);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
      cwd: ROOT,
      env: cli.env(),
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    await eventually("the CLI", () => (err.includes("ready") ? true : undefined));
    child.kill("SIGTERM");
    await new Promise((done) => child.once("close", done));
    assert.equal(out, "readyinterrupted 1");
  });
});
