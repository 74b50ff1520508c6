import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../ci/pulumi.js";
import { readStackOptions } from "../../ci/stacks/options.js";
import { runCi } from "./run-ci.js";
import { StubPulumi } from "./stub-pulumi.js";

/** A CLI whose backend has these stacks. `config refresh` brings back what was deployed, or says that nothing was. */
const cli = (stacks: readonly string[], deployed: boolean, more = "") =>
  new StubPulumi(`
    const file = process.env.PULUMI_OPTION_CONFIG_FILE;
    const [command, sub] = args;
    if (sub === "ls") process.stdout.write(${JSON.stringify(JSON.stringify(stacks.map((name) => ({ name }))))});
    if (command === "config" && sub === "refresh") ${
      deployed
        ? `fs.writeFileSync(file, "secretsprovider: own\\nencryptedkey: its-key\\nconfig:\\n  gridwire:secrets:\\n    pseudonym-key:\\n      secure: its-own\\n  gridwire:owner: old\\n")`
        : 'return die(255, "error: getting latest configuration: no previous deployment")'
    };
    if (sub === "init") fs.writeFileSync(process.cwd() + "/Pulumi.pr-7.yaml", "encryptionsalt: v1:new\\n");
    if (command === "config" && sub === "set") fs.appendFileSync(file, "# secret set\\n");
    if (command === "up") process.stderr.write("FILE " + JSON.stringify(fs.readFileSync(file, "utf8")) + " ENDFILE");
    if (sub === "output") process.stdout.write("{}");
    ${more}`);

describe("npm run ci:stack", function () {
  this.timeout(120_000);
  let stub: StubPulumi;
  afterEach(() => stub.remove());

  const run = (...args: string[]) =>
    runCi("stack", args, stub.env({ PULUMI_BACKEND_URL: "file:///nowhere", GITHUB_STEP_SUMMARY: "" }));
  const up = () => run("up", "--pull-request", "7");
  const called = () =>
    stub.calls.map(({ args }) => args.filter((arg) => !/^(--non|--color|never)/.test(arg)).join(" "));
  const fileOf = (err: string) => JSON.parse(/FILE (.*) ENDFILE/.exec(err)?.[1] ?? '""') as string;

  it("makes a stack with dev's settings and a secret of its own, given by standard input", async () => {
    stub = cli(["dev", "pr-8"], false);
    const { code, err } = await up();
    // The stand-in deploys nothing that the smoke test could find.
    assert.equal(code, 3, err);
    assert.deepEqual(called().slice(0, 4), [
      "stack ls --json",
      "stack init pr-7 --secrets-provider default",
      'config set --secret --path gridwire:secrets["pseudonym-key"] --stack pr-7',
      "up --yes --stack pr-7",
    ]);
    assert.match(stub.calls[2]?.input ?? "", /^[\w-]{43}$/);
    const file = fileOf(err);
    assert.match(file, /^encryptionsalt: "v1:new"$/m);
    assert.match(file, /gridwire:environment: "pr7"\n/);
    // Without quotes Pulumi would read a time.
    assert.match(file, /gridwire:expires: "\d{4}-\d{2}-\d{2}"\n/);
    assert.match(file, /# secret set/);
    assert.ok(!existsSync(join(ROOT, "Pulumi.pr-7.yaml")), "the checkout stays as it is");
    assert.ok(!existsSync(stub.calls[3]?.env.PULUMI_OPTION_CONFIG_FILE ?? ""), "nothing is left behind");
  });

  it("brings a stack up to date, with the secret that it has", async () => {
    stub = cli(["pr-7"], true);
    const { err } = await up();
    assert.deepEqual(called().slice(0, 3), ["stack ls --json", "config refresh --stack pr-7", "up --yes --stack pr-7"]);
    const file = fileOf(err);
    assert.match(file, /secretsprovider: "own"\nencryptedkey: "its-key"\n/);
    assert.match(file, /secure: "its-own"/);
    assert.match(file, /gridwire:owner: "platform-team"/);
  });

  it("begins anew with a stack that was made and never deployed", async () => {
    stub = cli(["organization/gridwire/pr-7"], false);
    await up();
    assert.deepEqual(called().slice(1, 4), [
      "config refresh --stack pr-7",
      "stack rm --yes --stack pr-7",
      "stack init pr-7 --secrets-provider default",
    ]);
  });

  it("takes a stack down by its state, and clears a lock only when told", async () => {
    stub = cli(["pr-7"], true);
    const { code, err } = await run("down", "--pull-request", "7");
    assert.equal(code, 0, err);
    assert.match(err, /Stack pr-7 is gone/);
    assert.deepEqual(called(), ["stack ls --json", "destroy --yes --skip-preview --remove --stack pr-7"]);
    await run("down", "--pull-request", "7", "--clear-lock");
    assert.deepEqual(called().slice(3), [
      "cancel --yes --stack pr-7",
      "destroy --yes --skip-preview --remove --stack pr-7",
    ]);
  });

  it("has nothing to take down where there is no stack", async () => {
    stub = cli(["pr-77"], true);
    const { code, err } = await run("down", "--pull-request", "7");
    assert.equal(code, 0);
    assert.match(err, /There is no stack pr-7/);
    assert.deepEqual(called(), ["stack ls --json"]);
  });

  it("fails with 1, and explains a lock", async () => {
    const lock =
      "error: the stack is currently locked by 1 lock(s). … created by ci@runner (pid 12) at 2026-11-21T10:00:00Z";
    stub = cli(["pr-7"], true, `if (command === "destroy") die(255, ${JSON.stringify(lock)})`);
    const { code, err } = await run("down", "--pull-request", "7");
    assert.equal(code, 1);
    assert.match(err, /Stack pr-7 is locked since 2026-11-21T10:00:00Z by process 12 of ci on runner/);
  });

  it("refuses wrong options with 2, before it calls anybody", async () => {
    stub = cli([], false);
    const wrong: readonly (readonly [string[], RegExp])[] = [
      [[], /"": expected up or down/],
      [["destroy", "--pull-request", "7"], /"destroy": expected up or down/],
      [["up"], /--pull-request is missing/],
      [["up", "--pull-request", "feature"], /--pull-request is "feature"/],
      [["up", "7", "--pull-request", "7"], /"7": expected nothing after up/],
      [["up", "--pull-request", "7", "--clear-lock"], /--clear-lock: expected only with down/],
    ];
    for (const [args, text] of wrong) assert.throws(() => readStackOptions(args), text);
    const { code, err } = await run("up", "--pull-request", "feature");
    assert.equal(code, 2);
    assert.match(err, /--pull-request is "feature"/);
    assert.deepEqual(stub.calls, []);
    assert.match((await run("--help")).out, /ci:stack -- down/);
  });
});
