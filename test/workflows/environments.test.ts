import assert from "node:assert/strict";
import { identitiesOf, PLACES } from "../../infra/bootstrap/identities.js";
import { ENVIRONMENTS, PULL_REQUESTS } from "../../infra/environments.js";
import { jobsThatMayRun } from "./reach.js";
import { commandsOf, environmentsOf, JOBS, needsOf, type PlacedJob, stepsOf, WORKFLOWS } from "./workflow.js";

/** Which of this project's commands may run with the rights of an environment. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(ENVIRONMENTS.map((name) => [name, ["ci:deploy"]])),
  ...Object.fromEntries(ENVIRONMENTS.map((name) => [`${name}-preview`, ["ci:plan", "ci:drift"]])),
  [PULL_REQUESTS]: ["ci:stack"],
  [`${PULL_REQUESTS}-sweep`]: ["ci:sweep"],
};
const CHANGES_STATE = ["ci:deploy", "ci:stack", "ci:sweep"];
const inDeploy = (name: string): PlacedJob => {
  const found = JOBS.find(({ at }) => at === `deploy.yml/${name}`);
  assert.ok(found !== undefined, name);
  return found;
};
const scriptsOf = ({ job }: PlacedJob) => commandsOf(job).map(({ script }) => script);
const runs = (placed: PlacedJob) =>
  stepsOf(placed.job)
    .map(({ run }) => run ?? "")
    .join("\n");

describe("The environments of the workflows", () => {
  for (const placed of JOBS.filter(({ job }) => environmentsOf(job).length > 0))
    for (const name of environmentsOf(placed.job))
      it(`${placed.at}: ${name} is one of those that bootstrap makes, and runs its commands alone`, () => {
        const allowed = COMMANDS[name];
        assert.ok(allowed !== undefined, `${name}: expected one of ${Object.keys(COMMANDS).join(", ")}`);
        const scripts = scriptsOf(placed);
        assert.ok(scripts.length > 0);
        assert.deepEqual(
          scripts.filter((script) => !allowed.includes(script)),
          [],
        );
      });

  it("are those that bootstrap makes, all of them", () => {
    const used = [...new Set(JOBS.flatMap(({ job }) => environmentsOf(job)))].sort();
    const made = identitiesOf(PLACES).flatMap(({ environments }) => environments.map(({ name }) => name));
    assert.deepEqual(used, made.sort());
    assert.deepEqual(used, Object.keys(COMMANDS).sort());
  });

  it("let no two runs change a stack at once, and end none half-way", () => {
    const changing = JOBS.filter((placed) => scriptsOf(placed).some((script) => CHANGES_STATE.includes(script)));
    assert.ok(changing.length >= 5);
    for (const { at, job } of changing) {
      assert.equal(job.concurrency?.["cancel-in-progress"], false, at);
      assert.ok((job.concurrency?.group ?? "") !== "", at);
    }
  });

  it("are used on main alone, but for the one of pull requests", () => {
    const context = { github: { ref: "refs/heads/feature", event_name: "workflow_dispatch" } };
    const elsewhere = WORKFLOWS.filter(({ on }) => "workflow_dispatch" in on || "schedule" in on).flatMap((workflow) =>
      jobsThatMayRun(workflow, context).map((name) => `${workflow.file}/${name}`),
    );
    assert.deepEqual(elsewhere, []);
  });
});

describe("A deployment", () => {
  for (const [index, name] of ENVIRONMENTS.entries()) {
    const plan = () => inDeploy(`${name}-plan`);
    const deploy = () => inDeploy(`${name}-deploy`);
    const before = ENVIRONMENTS[index - 1];

    it(`${name}: applies the plan that was made for it, of the same commit`, () => {
      assert.ok(needsOf(deploy().job).includes(plan().name));
      for (const { at, job } of [plan(), deploy()]) {
        assert.ok(needsOf(job).includes("commit"), at);
        const [checkout] = stepsOf(job);
        assert.equal(checkout?.with?.ref, `\${{ needs.commit.outputs.commit }}`, at);
        assert.equal(job.concurrency?.group, `stack-${name}`, at);
      }
      assert.match(runs(plan()), new RegExp(`ci:plan -- --stack ${name} --plan plan.json`));
      assert.match(runs(deploy()), new RegExp(`ci:deploy -- --stack ${name} \\$HOW`));
      // On a push there are no inputs: only somebody who starts it by hand can do without the plan.
      const { HOW } = stepsOf(deploy().job).at(-1)?.env ?? {};
      assert.equal(HOW, `\${{ inputs.without-plan && '--without-plan' || '--plan plan.json' }}`);
    });

    it(`${name}: keeps the plan for a day`, () => {
      const upload = stepsOf(plan().job).find(({ uses }) => uses?.startsWith("actions/upload-artifact@") === true);
      const download = stepsOf(deploy().job).find(
        ({ uses }) => uses?.startsWith("actions/download-artifact@") === true,
      );
      assert.deepEqual(
        [upload?.with?.["retention-days"], upload?.with?.path, upload?.with?.["if-no-files-found"]],
        [1, "plan.json", "error"],
      );
      assert.deepEqual([upload?.with?.name, download?.with?.name], [`plan-${name}`, `plan-${name}`]);
    });

    it(`${name}: comes after ${before ?? "the commit was chosen"}, with dev's packages`, () => {
      assert.ok(needsOf(plan().job).includes(before === undefined ? "commit" : `${before}-deploy`));
      if (before === undefined) return;
      for (const placed of [plan(), deploy()]) {
        assert.ok(needsOf(placed.job).includes("dev-deploy"), placed.at);
        assert.match(runs(placed), /--packages "\$PACKAGES"/, placed.at);
        const env = stepsOf(placed.job).find(({ run }) => run?.includes("$PACKAGES") === true)?.env;
        assert.equal(env?.PACKAGES, `\${{ needs.dev-deploy.outputs.packages }}`, placed.at);
      }
    });
  }

  it("hands on what dev was given", () => {
    const { job } = inDeploy("dev-deploy");
    assert.deepEqual(job.outputs, { packages: `\${{ steps.deploy.outputs.packages }}` });
  });
});
