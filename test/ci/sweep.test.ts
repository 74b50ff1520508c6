import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Swept, sweepStacks } from "../../ci/sweep/sweep-stacks.js";
import { runCi } from "./run-ci.js";
import { StubPulumi } from "./stub-pulumi.js";

const NOW = new Date("2026-12-01T03:00:00Z");
const EXPIRES = { 1: "2026-12-01", 2: "2026-12-02", 3: "2021-01-01", 4: undefined, 5: "2027-01-01" };

/** States whose resources say when they expire; pr-3 cannot be destroyed. */
const CLI = `
  const stack = args[args.indexOf("--stack") + 1];
  if (args[1] === "ls") process.stdout.write('[{"name":"dev"},{"name":"pr-3"},{"name":"pr-2"},{"name":"pr-1"},{"name":"pr-x"}]');
  if (args[1] === "export") {
    const expires = ${JSON.stringify(EXPIRES)}[stack.slice(3)];
    const resources = [{ inputs: {} }, { inputs: { tags: { expires: "2020-01-01" } } }, { inputs: { tags: { expires } } }];
    process.stdout.write(JSON.stringify({ deployment: expires === undefined ? {} : { resources } }));
  }
  if (args[0] === "destroy" && stack === "pr-3") die(255, "error: the sky fell");`;

describe("The sweep", function () {
  this.timeout(120_000);
  let stub: StubPulumi;
  let folder: string;
  beforeEach(() => {
    stub = new StubPulumi(CLI);
    folder = mkdtempSync(join(tmpdir(), "gridwire-sweep-"));
  });
  afterEach(() => {
    stub.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const destroyed = () =>
    stub.calls.filter(({ args }) => args[0] === "destroy").map(({ args }) => args[args.indexOf("--stack") + 1]);
  const sweep = (numbers: number[], open?: readonly number[]) => {
    const pullRequest = async (number: number) => {
      if (number === 5) throw new Error("GitHub answers 502");
      return open?.includes(number) ? { number, isOpen: true, from: "o/r", labels: [] } : undefined;
    };
    const gitHub = open === undefined ? undefined : { pullRequest };
    return sweepStacks(numbers, { env: stub.env(), gitHub, now: NOW, report: () => undefined });
  };
  const outcomes = (swept: readonly Swept[]) => swept.map(({ stack, outcome }) => `${stack} ${outcome}`);

  it("removes what has expired, by the latest day that its resources say, and nothing else", async () => {
    const swept = await sweep([1, 2, 4]);
    assert.deepEqual(outcomes(swept), ["pr-1 removed", "pr-2 kept", "pr-4 kept"]);
    assert.match(swept[1]?.why ?? "", /GitHub was not asked, and it expires on 2026-12-02/);
    assert.deepEqual(destroyed(), ["pr-1"]);
  });

  it("removes those whose pull request is closed, where GitHub can be asked", async () => {
    const swept = await sweep([2, 4], [2]);
    assert.deepEqual(outcomes(swept), ["pr-2 kept", "pr-4 removed"]);
    assert.match(swept[0]?.why ?? "", /its pull request is open/);
    assert.match(swept[1]?.why ?? "", /its pull request is closed/);
  });

  it("is not stopped by one that fails", async () => {
    const swept = await sweep([3, 5, 1], []);
    assert.deepEqual(outcomes(swept), ["pr-3 failed", "pr-5 failed", "pr-1 removed"]);
    assert.match(swept[0]?.why ?? "", /the sky fell|failed with exit code 255/);
    assert.match(swept[1]?.why ?? "", /GitHub answers 502/);
    assert.deepEqual(destroyed(), ["pr-3", "pr-1"], "what cannot be asked about stays");
  });

  it("lists the backend's stacks of pull requests, sums up, and fails when one did", async () => {
    const summary = join(folder, "summary.md");
    const env = stub.env({ PULUMI_BACKEND_URL: "file:///nowhere", GITHUB_STEP_SUMMARY: summary, GITHUB_TOKEN: "" });
    const { code, out } = await runCi("sweep", [], env);
    assert.equal(code, 1);
    assert.match(out, /Stacks of pull requests: \d removed, \d kept, 1 failed\./);
    const text = readFileSync(summary, "utf8");
    assert.deepEqual(
      [...text.matchAll(/^\| `(pr-\d+)` \|/gm)].map(([, stack]) => stack),
      ["pr-1", "pr-2", "pr-3"],
    );
  });

  it("refuses options that it does not have", async () => {
    const { code, err } = await runCi("sweep", ["--all"], stub.env());
    assert.equal(code, 2);
    assert.match(err, /Unknown option '--all'/);
    assert.match((await runCi("sweep", ["--help"], stub.env())).out, /Usage: npm run ci:sweep/);
  });
});
