import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDeployOptions } from "../../ci/deploy/options.js";
import { buildPackages, type Packages } from "../../ci/packages.js";
import { readPlanOptions } from "../../ci/plan/options.js";
import { runCi } from "./run-ci.js";
import { StubPulumi } from "./stub-pulumi.js";

const GOOD = "a".repeat(40);
const PLAN = { resourcePlans: { "urn:pulumi:dev::gridwire::a:b:C::plain-name": { steps: ["create"] } } };

/** The commands by themselves, on a stand-in for the CLI. */
describe("npm run ci:plan and ci:deploy", function () {
  this.timeout(120_000);
  let packages: Packages;
  /** A plan of dev that was made once: to build the packages takes a second each time. */
  let planned: Buffer;
  let folder: string;
  let stub: StubPulumi | undefined;

  const prepare = () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-deploy-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "encryptionsalt: v1:salt\n");
  };
  const cleanUp = () => {
    stub?.remove();
    stub = undefined;
    rmSync(folder, { recursive: true, force: true });
  };
  before(async () => {
    packages = await buildPackages();
    prepare();
    const { code, err } = await plan();
    assert.equal(code, 0, err);
    planned = readFileSync(planFile());
    cleanUp();
  });
  beforeEach(prepare);
  afterEach(cleanUp);

  /** Answers as a CLI whose stack has a history, and outputs. @param up what it does on `up`. */
  function cli({ up = "", outputs = {}, version = "v3.259.0" } = {}): StubPulumi {
    stub?.remove();
    const history = [
      {
        kind: "update",
        result: "failed",
        message: `Deploy ${"b".repeat(40)}`,
        resourceChanges: { create: 2, same: 9 },
      },
      { kind: "refresh", result: "succeeded", message: `Deploy ${"d".repeat(40)}` },
      { kind: "update", result: "succeeded", message: "by hand" },
      { kind: "update", result: "succeeded", message: `Deploy ${GOOD}` },
    ];
    stub = new StubPulumi(`
      const say = (value) => process.stdout.write(JSON.stringify(value));
      if (args[0] === "version") process.stdout.write(${JSON.stringify(version)});
      if (args[0] === "preview") fs.writeFileSync(args[args.indexOf("--save-plan") + 1], ${JSON.stringify(JSON.stringify(PLAN))});
      if (args[1] === "history") say(${JSON.stringify(history)});
      if (args[1] === "output") say(${JSON.stringify({ packages, ...outputs })});
      if (args[0] === "up") {
        const plan = args.indexOf("--plan");
        if (plan > 0) fs.writeFileSync(${JSON.stringify(join(folder, "seen"))}, fs.readFileSync(args[plan + 1]));
        ${up}
      }`);
    return stub;
  }
  const run = (command: "plan" | "deploy", args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const env = {
      TMPDIR: folder,
      GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
      GITHUB_OUTPUT: join(folder, "outputs"),
      PULUMI_OPTION_CONFIG_FILE: join(folder, "Pulumi.yaml"),
      PULUMI_CONFIG_PASSPHRASE: "p",
      PULUMI_BACKEND_URL: "file:///nowhere",
      ...more,
    };
    return runCi(command, args, (stub ?? cli()).env(env));
  };
  const planFile = () => join(folder, "plan.json");
  const plan = (...more: string[]) => run("plan", ["--stack", "dev", "--plan", planFile(), ...more]);
  const deploy = (...more: string[]) => {
    if (!existsSync(planFile())) writeFileSync(planFile(), planned);
    return run("deploy", ["--stack", "dev", "--plan", planFile(), ...more]);
  };
  const summary = () => readFileSync(join(folder, "summary.md"), "utf8");
  const temporary = () => readdirSync(folder).filter((name) => name.startsWith("gridwire-"));

  it("plans without showing secrets, and leaves nothing but the encrypted file", async () => {
    const { code, err, out } = await plan();
    assert.equal(code, 0, err);
    const preview = stub?.calls.find(({ args }) => args[0] === "preview")?.args ?? [];
    assert.deepEqual([preview.includes("--show-secrets"), preview.includes("--refresh")], [false, false]);
    assert.doesNotMatch(readFileSync(planFile(), "latin1"), /plain-name/);
    assert.deepEqual(temporary(), []);
    assert.match(summary(), /## Plan for dev: 1 to create[\s\S]*`plain-name`/);
    assert.equal(out, `packages=${JSON.stringify(packages)}\n`);
    assert.equal(readFileSync(join(folder, "outputs"), "utf8"), out);
  });

  it("carries out that plan, without a second preview, and says which commit it is", async () => {
    const { code, out, err } = await deploy();
    // The stand-in deploys nothing that the smoke test could find.
    assert.equal(code, 3, err);
    assert.match(err, /the stack tells where its apps are/);
    assert.equal(out, "");
    const up = stub?.calls.find(({ args }) => args[0] === "up")?.args ?? [];
    assert.deepEqual(up.slice(0, 2), ["up", "--yes"]);
    assert.match(up.join(" "), /--message Deploy [0-9a-f]{40}(-changed)? --skip-preview --plan \S+ --stack dev/);
    assert.deepEqual(JSON.parse(readFileSync(join(folder, "seen"), "utf8")), PLAN);
    assert.deepEqual(temporary(), []);
    assert.match(summary(), /## dev: deployed, but it does not work[\s\S]*gh workflow run deploy\.yml -f commit=a{40}/);
  });

  it("looks at Azure first where the plan did", async () => {
    const { code, err } = await plan("--refresh");
    assert.equal(code, 0, err);
    await deploy();
    for (const command of ["preview", "up"])
      assert.ok(stub?.calls.find(({ args }) => args[0] === command)?.args.includes("--refresh"), command);
  });

  it("does without a plan, after a preview of its own", async () => {
    await run("deploy", ["--stack", "dev", "--without-plan"]);
    const up = stub?.calls.find(({ args }) => args[0] === "up")?.args ?? [];
    assert.ok(!up.includes("--plan") && !up.includes("--skip-preview"));
  });

  it("fails with 1 when the update does, with the cause, what it did and the way back", async () => {
    cli({ up: 'die(255, "error: the sky fell")' });
    const { code, err, out } = await deploy("--out", join(folder, "out.md"));
    assert.equal(code, 1);
    assert.match(err, /pulumi up on stack dev failed with exit code 255/);
    assert.equal(out, "");
    assert.ok(!stub?.calls.some(({ args }) => args[1] === "output"), "nothing is tried out");
    const text = readFileSync(join(folder, "out.md"), "utf8");
    assert.match(text, /## dev: failed[\s\S]*: 2 create\.[\s\S]*the sky fell[\s\S]*-f commit=a{40}/);
  });

  it("fails when the stack says that it runs other packages", async () => {
    cli({ outputs: { packages: { ...packages, tally: "0".repeat(64) } } });
    const { code, err } = await deploy();
    assert.equal(code, 1);
    assert.match(err, /says that it runs other packages[\s\S]*tally: \w{12} here, 000000000000 there/);
  });

  it("refuses a plan of another CLI, and changes nothing", async () => {
    cli({ version: "v3.260.0" });
    const { code, err } = await deploy();
    assert.equal(code, 2);
    assert.match(err, /made for Pulumi CLI v3\.259\.0, and this is Pulumi CLI v3\.260\.0/);
    assert.ok(!stub?.calls.some(({ args }) => args[0] === "up"));
  });

  it("takes only dev's packages for prod, when planned and when deployed", async () => {
    const others = JSON.stringify({ ...packages, recorder: "0".repeat(64) });
    const to = ["--stack", "prod", "--plan", planFile()];
    for (const given of [[], ["--packages", others]]) {
      const { code, err } = await run("plan", [...to, ...given]);
      assert.equal(code, 2);
      assert.match(err, given.length === 0 ? /--packages/ : /recorder: \w{12} here, 000000000000 there/);
    }
    assert.equal((await run("plan", [...to, "--packages", JSON.stringify(packages)])).code, 0);
    assert.equal((await run("deploy", [...to, "--packages", others])).code, 2);
    assert.ok(!stub?.calls.some(({ args }) => args[0] === "up"));
  });

  it("cannot encrypt a plan of Pulumi Cloud's secrets, and says what to do", async () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "config: {}\n");
    const { code, err } = await plan();
    assert.equal(code, 2);
    assert.match(err, /change-secrets-provider.*--without-plan/s);
    assert.ok(!existsSync(planFile()));
  });

  it("fails with 1 when the preview does, and writes no plan", async () => {
    stub = new StubPulumi('if (args[0] === "version") process.stdout.write("v"); else die(1, "a policy forbids it")');
    const { code } = await plan();
    assert.equal(code, 1);
    assert.ok(!existsSync(planFile()));
    assert.deepEqual(temporary(), []);
  });

  it("refuses wrong options with 2, before it calls anybody", async () => {
    const wrong: readonly (readonly [(args: readonly string[]) => unknown, string[], RegExp])[] = [
      [readPlanOptions, ["--plan", "p"], /--stack is missing/],
      [readPlanOptions, ["--stack", "dev"], /--plan is missing/],
      [readPlanOptions, ["--stack", "dev", "--plan", "p", "--without-plan"], /Unknown option '--without-plan'/],
      [readDeployOptions, ["--stack", "a b", "--plan", "p"], /--stack is "a b"/],
      [readDeployOptions, ["--stack", "dev"], /either --plan <file> of ci:plan, or --without-plan/],
      [readDeployOptions, ["--stack", "dev", "--plan", "p", "--without-plan"], /either --plan/],
      [readDeployOptions, ["--stack", "dev", "--plan", "p", "--packages", "{"], /--packages is "\{"/],
    ];
    for (const [read, args, text] of wrong) assert.throws(() => read(args), text);
    const { code, err } = await run("deploy", ["--stack", "dev", "--plan", "/nowhere/plan"]);
    assert.equal(code, 2, err);
    assert.match(err, /--plan \/nowhere\/plan cannot be read/);
    assert.equal((await run("plan", ["--stack", "dev"])).code, 2);
    assert.deepEqual(
      stub?.calls.filter(({ args }) => args[0] !== "version"),
      [],
    );
    for (const command of ["plan", "deploy"] as const)
      assert.match((await run(command, ["--help"])).out, /experimental[\s\S]*Exit codes/);
  });
});
