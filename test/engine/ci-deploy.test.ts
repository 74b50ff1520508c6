import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pseudonymKey } from "../../contracts/index.js";
import { commit, gitCheckout } from "../ci/git-checkout.js";
import { runCi } from "../ci/run-ci.js";
import { Deployment } from "../shared/deployment.js";
import { becomeOutsider } from "../shared/outsider.js";

const APPS = ["generator", "recorder", "tally"] as const;

/** One story, in order: each chapter goes on from the one before. */
describe("A stack by ci:plan, ci:deploy and ci:drift", function () {
  this.timeout(300_000);
  let deployment: Deployment;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-ci-deploy-"));
    deployment = await Deployment.prepare(gitCheckout());
  });
  after(async () => {
    await deployment?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string) => join(folder, name);
  const ci = (entry: string, ...args: string[]) => {
    const env = { ...deployment.workspace.environment(deployment.azure), GITHUB_STEP_SUMMARY: "", GITHUB_OUTPUT: "" };
    return runCi(entry, ["--stack", "local", ...args], env, deployment.checkout.root);
  };
  const plan = async (...more: string[]) => {
    const { code, err } = await ci("plan", "--plan", file("plan"), "--out", file("plan.md"), ...more);
    assert.equal(code, 0, err);
    return readFileSync(file("plan.md"), "utf8");
  };
  const deploy = async () => {
    const ran = await ci("deploy", "--plan", file("plan"), "--out", file("deploy.md"));
    return { ...ran, summary: readFileSync(file("deploy.md"), "utf8") };
  };
  const drift = async () => {
    const { code, out, err } = await ci("drift");
    assert.ok(code === 0 || code === 7, err);
    return { code, report: out };
  };

  it("is deployed for the first time by a plan, though most of its values are unknown then", async () => {
    assert.match(await plan(), /## Plan for local: \d+ to create\n/);
    await deployment.control.misbehave("quota", 1);
    const failed = await deploy();
    assert.equal(failed.code, 1, failed.err);
    assert.match(failed.summary, /## local: failed[\s\S]*quota[\s\S]*The same plan may be carried out again/);
    assert.equal(failed.out, "");
    // What the failure left to do is in the plan still.
    const { code, out, err, summary } = await deploy();
    assert.equal(code, 0, err);
    assert.match(summary, /## local: deployed, and it works[\s\S]*\| works \| the name is counted \|/);
    const { packages } = (await deployment.outputs()) as unknown as { packages: object };
    assert.equal(out, `packages=${JSON.stringify(packages)}\n`);
  });

  it("shows no drift while names travel", async () => {
    const { code, report } = await drift();
    assert.equal(code, 0, report);
    assert.match(report, /^## No drift/);
  });

  it("gets a change of code by a plan, and nothing else", async () => {
    deployment.checkout.edit("functions/recorder/logic.ts", "pseudonym: ", "alias: ");
    commit(deployment.checkout);
    const older = await ci("deploy", "--plan", file("plan"));
    assert.equal(older.code, 2, "a plan of another commit");
    assert.match(older.err, /The plan was made for commit [0-9a-f]{40}, and this is commit [0-9a-f]{40}\. Plan again/);
    const { code, report } = await drift();
    assert.equal(code, 7);
    assert.match(report, /Nobody changed Azure: 1 of this commit's changes are not deployed to local yet/);
    assert.match(await plan(), /## Plan for local: 1 to update\n[\s\S]*\| update \| `recorder-package` \|/);
    const { err, code: deployed, summary } = await deploy();
    assert.equal(deployed, 0, err);
    assert.match(summary, /: 1 update\./);
  });

  it("is never planned with a secret in clear", async () => {
    const { code, output } = await deployment.pulumi("preview", "--save-plan", file("clear.json"));
    assert.equal(code, 0, output);
    const text = readFileSync(file("clear.json"), "utf8");
    rmSync(file("clear.json"));
    assert.match(text, /HostKey::tally-key/);
    const secrets = [readFileSync(join(deployment.checkout.home, pseudonymKey.name), "utf8")];
    for (const app of APPS) {
      const { masterKey, functionKeys } = await deployment.control.keys(await deployment.site(app));
      secrets.push(masterKey, ...Object.values(functionKeys));
    }
    assert.ok(secrets.length >= 7);
    for (const secret of secrets) assert.ok(!text.includes(secret));
  });

  it("shows what somebody changed in Azure, without writing the state, and gets it put back", async () => {
    const site = await deployment.resource("tally-site");
    const grant = await deployment.resource("recorder-grants-need-rawNames");
    await deployment.byHand(async (provider) => {
      await provider.update(site.type, site.id, { ...site.inputs, httpsOnly: false });
      await provider.delete(grant.type, grant.id);
    });
    const state = deployment.state();
    const { code, report } = await drift();
    assert.equal(code, 7);
    const [inAzure = "", toDeploy = ""] = report.split("### What a deployment would do now");
    assert.match(inAzure, /### Azure is not as Pulumi left it/);
    assert.match(
      inAzure,
      /\| update \| `tally-site`<br>`azure-native:web:WebApp` \| `httpsOnly` \| `true` \| `false` \|/,
    );
    assert.match(inAzure, /\| delete \| `recorder-grants-need-rawNames`/);
    assert.match(toDeploy, /\| update \| `tally-site`[^\n]* \| `httpsOnly` \| `false` \| `true` \|/);
    assert.match(toDeploy, /\| create \| `recorder-grants-need-rawNames`/);
    assert.equal(deployment.state(), state);

    assert.match(await plan("--refresh"), /1 to create, 1 to update|1 to update, 1 to create/);
    const { code: deployed, err } = await deploy();
    assert.equal(deployed, 0, err);
    assert.equal((await drift()).code, 0);
  });

  it("needs an update without a plan when the key of a host was changed: no preview reads keys", async () => {
    await plan();
    const leave = becomeOutsider(deployment.azure);
    try {
      const { apps } = await deployment.outputs();
      const { masterKey } = await deployment.control.keys(await deployment.site("tally"));
      const url = `${apps.tally}/admin/host/systemkeys/_master`;
      const rotated = await fetch(url, { method: "POST", headers: { "x-functions-key": masterKey } });
      assert.equal(rotated.status, 201);
    } finally {
      leave();
    }
    const { code, summary } = await deploy();
    assert.equal(code, 1);
    assert.match(summary, /The key of a host was changed, which no plan can tell.*`--without-plan`/);
    const { code: deployed, err } = await ci("deploy", "--without-plan");
    assert.equal(deployed, 0, err);
  });
});
