import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TENANT } from "../../local/shared/arm-id.js";
import { gitCheckout } from "../ci/git-checkout.js";
import { runCi } from "../ci/run-ci.js";
import { Deployment } from "../shared/deployment.js";
import { makeEntraApi } from "../shared/entra-api.js";

const GROUP = "rg-gridwire-pr";

/** One story, in order: each chapter goes on from the one before. */
describe("The stack of a pull request", function () {
  this.timeout(300_000);
  let deployment: Deployment;
  let api: string;

  before(async () => {
    deployment = await Deployment.prepare(gitCheckout());
    // A bootstrap has made them.
    api = await makeEntraApi(deployment.azure);
    await deployment.byHand((provider) =>
      provider.create("azure-native:resources:ResourceGroup", { resourceGroupName: GROUP, location: "westeurope" }),
    );
  });
  after(() => deployment?.end());

  /** What a job has: nothing that names the local stack. */
  const environment = () => {
    const {
      PULUMI_STACK: _stack,
      PULUMI_OPTION_CONFIG_FILE: _file,
      ...env
    } = deployment.workspace.environment(deployment.azure);
    return {
      ...env,
      AZURE_TENANT_ID: TENANT,
      API_CLIENT_ID: api,
      GITHUB_STEP_SUMMARY: "",
      GITHUB_OUTPUT: "",
      GITHUB_TOKEN: "",
    };
  };
  const ci = (entry: string, ...args: string[]) => runCi(entry, args, environment(), deployment.checkout.root);
  const up = async () => {
    const { code, err } = await ci("stack", "up", "--pull-request", "12");
    assert.equal(code, 0, err);
    return err;
  };
  const down = (...more: string[]) => ci("stack", "down", "--pull-request", "12", ...more);
  const stateFile = () => join(deployment.workspace.stateFolder, ".pulumi", "stacks", "gridwire", "pr-12.json");
  const state = () => readFileSync(stateFile(), "utf8");
  const locks = () => join(deployment.workspace.stateFolder, ".pulumi", "locks", "organization", "gridwire", "pr-12");

  it("comes up from dev's plain settings, in the group that is there, and works", async () => {
    const err = await up();
    assert.match(err, /Smoke test: the name is counted: done/);
    for (const text of [
      /"resourceGroupName": ?"rg-gridwire-pr"/,
      /"name": ?"func-tally-pr12-\w+"/,
      /"expires": ?"\d{4}-\d{2}-\d{2}"/,
    ])
      assert.ok(text.test(state()), `no ${text} in the state`);
    assert.ok(!existsSync(join(deployment.checkout.root, "Pulumi.pr-12.yaml")));
  });

  it("keeps its secret when it is brought up to date", async () => {
    // Another one would be an update of the vault's secret.
    assert.match(await up(), /Resources:\n {4}\d+ unchanged\n\nDuration/);
  });

  it("stays in the sweep until it has expired", async () => {
    const { code, err } = await ci("sweep");
    assert.equal(code, 0, err);
    assert.match(err, /pr-12: kept: GitHub was not asked, and it expires on \d{4}-\d{2}-\d{2}/);
  });

  it("is held by a lock, which only who says so takes away", async () => {
    const lock = { pid: 1, username: "ci", hostname: "runner", timestamp: "2026-11-20T10:00:00Z" };
    writeFileSync(join(locks(), "0123.json"), JSON.stringify(lock));
    const { code, err } = await down();
    assert.equal(code, 1);
    assert.match(err, /Stack pr-12 is locked since 2026-11-20T10:00:00Z by process 1 of ci on runner/);
    assert.ok(existsSync(stateFile()));
  });

  it("goes by its state alone, whatever the code of the checkout is", async () => {
    writeFileSync(join(deployment.checkout.root, "infra/index.ts"), 'throw new Error("not of this checkout");\n');
    rmSync(join(deployment.checkout.root, "Pulumi.dev.yaml"));
    const { code, err } = await down("--clear-lock");
    assert.equal(code, 0, err);
    assert.match(err, /Stack pr-12 is gone/);
    assert.ok(!existsSync(stateFile()));
    // The group is not the stack's own.
    assert.equal((await deployment.control.status()).resources, 1);
    assert.match((await down()).err, /There is no stack pr-12/);
  });
});
