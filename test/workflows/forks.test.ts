import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NEVER, rightsOfOutsiders } from "./outsiders.js";
import { FILES, ROOT, readWorkflow, WORKFLOWS } from "./workflow.js";

const FORK_GUARD = "github.event.pull_request.head.repo.full_name == github.repository";
const DEPENDABOT_GUARD = "github.event.pull_request.user.login != 'dependabot[bot]'";
const MAIN_GUARD = "github.ref == 'refs/heads/main'";

const pathOf = (name: string) => join(ROOT, ".github", "workflows", name);
const textOf = (name: string) => readFileSync(pathOf(name), "utf8");

/** @returns the rights of outsiders in a workflow that was changed. */
function changed(name: string, from: string, to: string): readonly string[] {
  const text = textOf(name);
  assert.ok(text.includes(from), `${name} holds ${from}`);
  return rightsOfOutsiders(readWorkflow(pathOf(name), text.replaceAll(from, to)));
}

describe("A fork", () => {
  for (const workflow of WORKFLOWS)
    it(`reaches no right, environment or login by ${workflow.file}`, () => {
      assert.deepEqual(rightsOfOutsiders(workflow), []);
      assert.deepEqual(
        NEVER.filter((event) => event in workflow.on),
        [],
      );
    });

  it("gets checks and tests of its pull request, and every stack's resources", () => {
    const inPullRequests = WORKFLOWS.filter(({ on }) => "pull_request" in on);
    const open = inPullRequests.flatMap(({ file, jobs }) =>
      Object.entries(jobs)
        .filter(([, job]) => job.if === undefined)
        .map(([name]) => `${file}/${name}`),
    );
    assert.deepEqual(open, ["ci.yml/test", "pull-request.yml/validate"]);
  });

  for (const [name, job] of [
    ["pull-request.yml", "preview"],
    ["pull-request-stack.yml", "up"],
    ["pull-request-stack.yml", "closed"],
  ] as const)
    it(`would reach ${name}/${job} without its guard`, () => {
      for (const [guard, who] of [
        [FORK_GUARD, "a fork"],
        [FORK_GUARD, "a fork that was deleted"],
        [DEPENDABOT_GUARD, "Dependabot"],
      ] as const) {
        const found = changed(name, guard, "true");
        assert.ok(
          found.some((line) => line.startsWith(`${who}, pull_request: ${name}/${job}: `)),
          `${who}: ${found.join("; ")}`,
        );
      }
    });

  it("would reach every job of a deployment that issues or comments start", () => {
    for (const event of ["issue_comment", "issues", "discussion_comment", "pull_request_target", "workflow_run"]) {
      const found = changed("deploy.yml", "  workflow_dispatch:", `  ${event}:\n  workflow_dispatch:`);
      assert.ok(found.includes(`anybody, ${event}: deploy.yml/prod-deploy: environment prod`), found.join("\n"));
    }
  });

  it("would reach no job of a deployment for pull requests, which is not on main", () => {
    assert.deepEqual(changed("deploy.yml", "  workflow_dispatch:", "  pull_request:\n  workflow_dispatch:"), []);
    const unguarded = textOf("deploy.yml")
      .replace("  workflow_dispatch:", "  pull_request:\n  workflow_dispatch:")
      .replace(MAIN_GUARD, "true");
    const found = rightsOfOutsiders(readWorkflow(pathOf("deploy.yml"), unguarded));
    assert.ok(found.some((line) => line.includes("deploy.yml/prod-deploy: npm run ci:deploy")));
  });

  it("would reach a right that a job without a guard is given", () => {
    const found = changed("ci.yml", "contents: read", "contents: read\n      id-token: write");
    assert.ok(found.includes("a fork, pull_request: ci.yml/test: id-token: write"));
    assert.ok(changed("ci.yml", ".ci/run", "npm run ci:deploy").some((line) => line.endsWith("npm run ci:deploy")));
    assert.ok(changed("ci.yml", "    permissions:\n      contents: read\n", "").length > 0);
    assert.ok(changed("ci.yml", "    permissions:\n      contents: read\n", "    permissions: write-all\n").length > 0);
  });

  it("is looked for in every workflow there is", () => assert.ok(FILES.length >= 6));
});
