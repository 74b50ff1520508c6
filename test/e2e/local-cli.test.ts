import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readRun } from "../../local/control/run-file.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** `npm run local -- …`, as processes. One story: each chapter goes on from the one before. */
describe("The local Azure's command line", function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = join(mkdtempSync(join(tmpdir(), "gridwire-cli-")), "azure");
  });
  after(async () => {
    await local("reset");
    rmSync(resolve(folder, ".."), { recursive: true });
  });

  function local(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const options = [
      "--import",
      "tsx",
      "--disable-warning=ExperimentalWarning",
      "local/cli.ts",
      ...args,
      "--folder",
      folder,
    ];
    return new Promise((done) => {
      execFile(process.execPath, options, { cwd: ROOT }, (error, out, err) =>
        done({ code: Number(error?.code ?? 0), out, err }),
      );
    });
  }

  it("explains itself, and each command", async () => {
    assert.match((await local("--help")).out, /up .*down .*status .*env .*logs .*audit .*misbehave .*clock .*reset/s);
    for (const command of [
      "up",
      "down",
      "status",
      "env",
      "logs",
      "traces",
      "audit",
      "metrics",
      "misbehave",
      "clock",
      "reset",
    ]) {
      const { code, out } = await local(command, "--help");
      assert.equal(code, 0);
      assert.match(out, new RegExp(`npm run local -- ${command}`));
    }
  });

  it("names a command that it does not know, and those that it does", async () => {
    const { code, err } = await local("upp");
    assert.equal(code, 2);
    assert.match(
      err,
      /unknown command "upp": expected up, down, status, env, logs, token, traces, audit, metrics, misbehave, clock, scale or reset/,
    );
  });

  it("says how to start it when it does not run", async () => {
    assert.equal((await local("status")).code, 3);
    const { code, err } = await local("env");
    assert.equal(code, 3);
    assert.match(err, /npm run local -- up/);
    assert.match((await local("down")).out, /No local Azure was running/);
  });

  it("starts once, and finds what runs", async () => {
    assert.match((await local("up")).out, /is up/);
    assert.match((await local("up")).out, /runs already/);
    const { code, out } = await local("status");
    assert.equal(code, 0);
    assert.match(out, /providers {5}azure-native:\d+, azuread:\d+\nmetrics {7}http:\S+\/metrics\nresources {5}0/);
  });

  it("tells its metrics, also as OpenMetrics to who has the token", async () => {
    assert.match((await local("metrics")).out, /no event was published/);
    const { url, token } = readRun(folder)?.control ?? assert.fail("it does not run");
    const scraped = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    assert.match(scraped.headers.get("content-type") ?? "", /^application\/openmetrics-text/);
    assert.equal(await scraped.text(), "# EOF\n");
    assert.equal((await fetch(`${url}/metrics`)).status, 401);
  });

  it("logs in the developer, or whoever is asked for", async () => {
    const clientId = (out: string) => /AZURE_CLIENT_ID='([^']+)'/.exec(out)?.[1] ?? assert.fail(out);
    const developer = clientId((await local("env")).out);
    assert.equal(clientId((await local("env", "--as", "developer")).out), developer);
    assert.notEqual(clientId((await local("env", "--as", "deployer")).out), developer);
    const { code, err } = await local("env", "--as", "nobody");
    assert.equal(code, 1);
    assert.match(err, /no principal "nobody"; it has deployer and developer/);
  });

  it("keeps its folder to its user", () => {
    assert.equal(statSync(folder).mode & 0o077, 0);
    assert.equal(statSync(join(folder, "run.json")).mode & 0o077, 0);
  });

  it("prints an environment that a shell takes", async () => {
    const { out } = await local("env");
    const { stdout } = await new Promise<{ stdout: string }>((done, fail) => {
      const script = `${out}\ncurl -sS https://login.microsoftonline.com/common/discovery/instance --cacert "$NODE_EXTRA_CA_CERTS"`;
      execFile("sh", ["-c", script], (error, stdout) => (error === null ? done({ stdout }) : fail(error)));
    });
    assert.match(stdout, /tenant_discovery_endpoint/);
  });

  it("names the apps when a log is asked for that is not there", async () => {
    const { code, err } = await local("logs", "nobody");
    assert.equal(code, 1);
    assert.match(err, /"nobody" is part of no app's name: none is deployed/);
  });

  it("misbehaves when told, until it is told otherwise or started again", async () => {
    assert.match((await local("misbehave", "quota", "2")).out, /^quota 2 times\. An App Service plan is refused/);
    assert.match((await local("misbehave")).out, /^quota .*now: 2 times$/m);
    assert.match((await local("misbehave", "none")).out, /behaves well/);
    assert.doesNotMatch((await local("misbehave")).out, /now:/);
    const { code, err } = await local("misbehave", "nap", "2");
    assert.equal(code, 1);
    assert.match(err, /no misbehaviour "nap": expected one of identities-late,/);
    await local("misbehave", "quota", "2");
  });

  it("moves its clock ahead, and says how far", async () => {
    assert.match((await local("clock")).out, /^\d{4}-.*Z, the time of this machine$/m);
    const before = Date.now();
    const { out } = await local("clock", "+6m");
    assert.match(out, /, 6 m ahead of this machine$/m);
    assert.ok(Date.parse(out.split(",")[0] ?? "") >= before + 360_000);
    const { code, err } = await local("clock", "+400d");
    assert.equal(code, 1);
    assert.match(err, /at most 31622400000/);
  });

  it("audits what was granted, for people and for machines", async () => {
    const { code, out } = await local("audit");
    assert.equal(code, 0);
    assert.match(out, /^developer, by grants that no program made$/m);
    assert.match(out, /^0 role assignments: 0 used, 0 never used\. 0 calls denied\.$/m);
    const { identities } = JSON.parse((await local("audit", "--json")).out) as { identities: { name: string }[] };
    assert.ok(identities.some(({ name }) => name === "developer"));
  });

  it("takes the same port again, so that terminals go on working", async () => {
    const port = readRun(folder)?.proxyPort;
    assert.match((await local("down")).out, /is down/);
    assert.equal(readRun(folder), undefined);
    await local("up");
    assert.equal(readRun(folder)?.proxyPort, port);
    assert.doesNotMatch((await local("misbehave")).out, /now:/, "it forgets what it was told");
    assert.match((await local("clock")).out, /6 m ahead/, "its time does not go back");
  });

  it("resets: nothing runs, nothing is kept", async () => {
    assert.equal((await local("reset")).code, 0);
    assert.ok(!existsSync(folder));
  });
});
