import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { commandsOf, environmentsOf, FILES, JOBS, permissionsOf, stepsOf, WORKFLOWS } from "./workflow.js";

const USES = /^\s*(?:- )?uses: (\S+)(.*)$/gm;
const PINNED = /^([\w.-]+\/[\w./-]+)@([0-9a-f]{40})$/;

describe("Every workflow", () => {
  it("names its actions by commit, with the version beside it, and one version of each", () => {
    const uses = FILES.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(USES)].map(([, action = "", comment = ""]) => ({ action, comment })),
    );
    assert.equal(uses.length, JOBS.flatMap(({ job }) => stepsOf(job).filter(({ uses }) => uses !== undefined)).length);
    const commits = new Map<string, string>();
    for (const { action, comment } of uses) {
      const [, name = "", commit = ""] = PINNED.exec(action) ?? [];
      assert.notEqual(commit, "", `${action} is not pinned`);
      assert.match(comment, /^ # v\d+\.\d+\.\d+$/, action);
      // Parts of one action, as actions/cache/restore, have one repository and so one commit.
      const repository = name.split("/").slice(0, 2).join("/");
      assert.equal(commits.get(repository) ?? commit, commit, `two versions of ${repository}`);
      commits.set(repository, commit);
    }
    assert.deepEqual(
      [...commits.keys()].filter((repository) => !repository.startsWith("actions/")),
      [],
      "GitHub's own actions alone",
    );
  });

  for (const { file, permissions } of WORKFLOWS)
    it(`${file}: gives no right of its own`, () => assert.deepEqual(permissions, {}));

  it("knows no secret, not even by inheritance", () => {
    for (const file of FILES) assert.doesNotMatch(readFileSync(file, "utf8"), /\bsecrets\b/, basename(file));
  });

  for (const { at, job } of JOBS) {
    it(`${at}: says its rights, a limit of time and the version of its machine`, () => {
      assert.equal(typeof job.permissions, "object");
      assert.ok((job["timeout-minutes"] ?? Number.POSITIVE_INFINITY) <= 90);
      assert.doesNotMatch(job["runs-on"] ?? "", /latest/);
      const writes = Object.entries(permissionsOf(job)).filter(([, level]) => level === "write");
      const allowed = ["id-token", "pull-requests", "issues", "actions"];
      assert.deepEqual(
        writes.filter(([scope]) => !allowed.includes(scope)),
        [],
      );
    });

    it(`${at}: puts no value into the text of a script, and keeps no credential of the checkout`, () => {
      for (const { run = "", uses = "", with: inputs } of stepsOf(job)) {
        assert.doesNotMatch(run, /\$\{\{/);
        if (uses.startsWith("actions/checkout@")) assert.equal(inputs?.["persist-credentials"], false);
      }
    });
  }

  it("logs in for an environment alone, but for the preview of a pull request", () => {
    const loggedIn = JOBS.filter(({ job }) => permissionsOf(job)["id-token"] === "write");
    const open = loggedIn.filter(({ job }) => environmentsOf(job).length === 0);
    assert.deepEqual(
      open.map(({ at, job }) => [at, commandsOf(job).map(({ script }) => script)]),
      [["pull-request.yml/preview", ["ci:preview"]]],
    );
    assert.ok(loggedIn.length > 8);
  });

  it("restores no cache where something can be changed", () => {
    const cached = JOBS.filter(({ job }) =>
      stepsOf(job).some(({ uses }) => uses?.startsWith("actions/cache") === true),
    );
    assert.deepEqual(
      cached.filter(({ job }) => environmentsOf(job).length > 0).map(({ at }) => at),
      [],
    );
    assert.ok(cached.length > 0);
  });

  it("hands the token of GitHub to no step but by its environment", () => {
    for (const { at, job } of JOBS)
      for (const step of stepsOf(job)) {
        assert.doesNotMatch(JSON.stringify(step.with ?? {}), /github\.token/, at);
        assert.doesNotMatch(step.run ?? "", /GITHUB_TOKEN/, at);
      }
  });
});
