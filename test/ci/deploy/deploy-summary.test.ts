import assert from "node:assert/strict";
import { CliFailure } from "../../../ci/cli-failure.js";
import { type Deployed, deploySummary } from "../../../ci/deploy/deploy-summary.js";

const GOOD = "a".repeat(40);
const DEPLOYED: Deployed = {
  stack: "staging",
  commit: "c".repeat(40),
  packages: { recorder: "f".repeat(64) },
  planned: [{ name: "recorder-package", type: "pulumi-nodejs:dynamic/gridwire:FunctionPackage", step: "update" }],
  changed: { update: 1 },
  updateMs: 12_340,
  stations: [{ name: "the tally answers", ms: 210 }],
  lastGood: GOOD,
};
const failure = (err: string) =>
  new CliFailure({ args: ["up"], stack: "staging", backend: undefined, isShown: true }, { code: 255, out: "", err });

describe("The summary of a deployment", () => {
  it("tells what changed, how long it took, and that it works", () => {
    const text = deploySummary(DEPLOYED);
    assert.match(text, /^## staging: deployed, and it works\n/);
    assert.match(text, /Commit `c{40}`; packages recorder `f{12}`\. The update took 12\.3 s: 1 update\./);
    assert.match(text, /\| works \| the tally answers \| 0\.2 s \|/);
    assert.match(text, /### What was planned[\s\S]*`recorder-package`/);
    assert.doesNotMatch(text, /way back|way on|Why/);
    assert.match(deploySummary({ ...DEPLOYED, changed: {} }), /: nothing changed\./);
  });

  it("tells the cause of a failure, what it left, and the way back", () => {
    const locked =
      "error: the stack is currently locked by 1 lock(s). … created by ci@runner (pid 12) at 2026-11-21T10:00:00Z";
    const text = deploySummary({ ...DEPLOYED, stations: [], failure: failure(locked) });
    assert.match(text, /^## staging: failed\n/);
    assert.match(text, /### Why\n\nStack staging is locked since 2026-11-21T10:00:00Z/);
    assert.match(text, /<details>[\s\S]*currently locked by/);
    const leaky = deploySummary({
      ...DEPLOYED,
      stations: [],
      failure: failure("GET https://x/api?code=the-key failed"),
    });
    assert.ok(leaky.includes("code=***") && !leaky.includes("?code=the-key"));
    assert.match(text, /### What it left[\s\S]*The same plan may be carried out again/);
    assert.match(text, new RegExp(`gh workflow run deploy\\.yml -f commit=${GOOD}`));
  });

  it("says what Pulumi says where the cause is not known", () => {
    const text = deploySummary({ ...DEPLOYED, planned: undefined, stations: [], failure: failure("error: new to us") });
    assert.match(text, /### Why\n\npulumi up on stack staging failed with exit code 255\./);
    assert.match(text, /The next deployment carries on from there/);
  });

  it("tells that a key was changed, which no plan can", () => {
    const output =
      "    pulumi-nodejs:dynamic/gridwire:HostKey tally-key  error: update is not allowed by the plan: this resource is constrained to same";
    assert.match(
      deploySummary({ ...DEPLOYED, stations: [], failure: failure(output) }),
      /The key of a host was changed.*`--without-plan`/,
    );
  });

  it("names the station that does not work, and the way back", () => {
    const stations = [{ name: "the tally answers", ms: 180_000, problem: "not within 180 s. Look at: its logs | and" }];
    const text = deploySummary({ ...DEPLOYED, stations });
    assert.match(text, /^## staging: deployed, but it does not work\n/);
    assert.match(
      text,
      /\| \*\*does not work\*\* \| the tally answers \| 180\.0 s \| `not within 180 s\. Look at: its logs \\\| and` \|/,
    );
    assert.match(text, /### The way back/);
  });

  it("has no way back to where nothing worked before, or to itself", () => {
    const stations = [{ name: "the tally answers", ms: 1, problem: "broken" }];
    for (const lastGood of [undefined, DEPLOYED.commit]) {
      const text = deploySummary({ ...DEPLOYED, stations, lastGood });
      assert.match(text, /### The way on[\s\S]*no earlier commit to go back to/);
      assert.doesNotMatch(text, /gh workflow run/);
    }
  });
});
