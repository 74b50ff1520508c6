import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { app } from "./packages.js";
import { HOST, SITE, siteInputs, TestHost } from "./platform.js";

/** What is slow ends when there is a file of this name in the folder of all apps. */
const FLAG = "../../../finish";
const APP = (version: number) =>
  app(`
const { existsSync, readFileSync } = require("node:fs");
const finished = async () => { while (!existsSync("${FLAG}")) await new Promise((resolve) => setTimeout(resolve, 5)); };
app.http("version", { authLevel: "anonymous", handler: async () => ({ body: "${version}" }) });
app.http("slow", { authLevel: "anonymous", handler: async () => {
  await finished();
  return { body: "${version} " + readFileSync("host.json", "utf8") };
} });
app.http("upload", { methods: ["POST"], authLevel: "anonymous", handler: async (r) => ({ body: "${version} " + (await r.text()).length }) });
app.eventGrid("event", { handler: async (event) => { await new Promise((resolve) => setTimeout(resolve, 5)); } });
app.timer("hourly", { schedule: "0 0 * * * *", handler: finished });
app.hook.appTerminate(() => console.log("version ${version} ends"));
`);

describe("a new package", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  const finish = () => writeFileSync(path.join(host.folder, "functions/finish"), "");
  const packages = () => readdirSync(path.join(host.folder, "functions/func-app/packages")).length;

  it("takes over while what runs in the old one runs out", async () => {
    await host.deploy(APP(1));
    const slow = host.call(HOST, "/api/slow");
    await host.logged("Executing 'Functions.slow'");
    await host.publish(APP(2));
    await host.until("started", 2);
    assert.equal((await host.call(HOST, "/api/version")).text, "2");
    assert.equal(host.count("stopped"), 0);
    assert.equal(packages(), 2, "the old one still finds its files");
    finish();
    assert.equal((await slow).text, '1 {"version":"2.0"}');
    await host.until("stopped");
    await host.logged("version 1 ends");
    await host.when(() => packages() === 1, "the old package is taken away");
  });

  it("loses none of what comes by HTTP and by Event Grid, while five are swapped in", async function () {
    this.timeout(60_000);
    await host.deploy(APP(0));
    const key = host.functions.keysOf("func-app")?.systemKeys.eventgrid_extension ?? "";
    const statuses = new Map<string, number>();
    const versions = new Set<string>();
    let isOver = false;
    const count = (what: string): void => void statuses.set(what, (statuses.get(what) ?? 0) + 1);
    const reader = async (): Promise<void> => {
      while (!isOver) {
        const { status, text } = await host.call(HOST, "/api/version");
        count(`http ${status}`);
        versions.add(text);
      }
    };
    const uploader = async (): Promise<void> => {
      while (!isOver) {
        const { status, text } = await host.call(HOST, "/api/upload", { method: "POST", body: "x".repeat(200_000) });
        count(`upload ${status} ${text.split(" ")[1]}`);
      }
    };
    const publisher = async (): Promise<void> => {
      for (let id = 0; !isOver; id++) {
        const { status } = await host.call(HOST, `/runtime/webhooks/eventgrid?functionName=event&code=${key}`, {
          method: "POST",
          headers: { "aeg-event-type": "Notification", "content-type": "application/json" },
          body: JSON.stringify([{ id: `${id}`, data: {} }]),
        });
        count(`event ${status}`);
      }
    };
    const load = [reader(), reader(), reader(), uploader(), publisher(), publisher()];
    await host.when(() => versions.has("0"));
    for (const version of [1, 2, 3, 4, 5]) {
      await host.publish(APP(version));
      await host.when(() => versions.has(`${version}`), `an answer of version ${version}`);
    }
    await host.until("stopped", 5);
    isOver = true;
    await Promise.all(load);
    assert.deepEqual([...statuses.keys()].sort(), ["event 202", "http 200", "upload 200 200000"]);
    assert.deepEqual([...versions].sort(), ["0", "1", "2", "3", "4", "5"]);
  });

  it("waits for no timer of the old one, and runs its own when that has ended", async () => {
    await host.deploy(APP(1));
    host.clock.move(3_600_000);
    await host.logged("Executing 'Functions.hourly'");
    await host.publish(APP(2));
    await host.until("started", 2);
    host.clock.move(1_000);
    assert.equal(host.count("invoked"), 0);
    finish();
    await host.until("invoked");
    await host.until("stopped");
    await host.when(() => {
      host.clock.move(60_000);
      return host.count("invoked") === 2;
    }, "the new one's timer");
  });

  it("of changed settings likewise", async () => {
    await host.deploy(APP(1));
    const slow = host.call(HOST, "/api/slow");
    await host.logged("Executing 'Functions.slow'");
    await host.put(SITE, siteInputs({ CHANGED: "1" }));
    await host.until("started", 2);
    assert.equal((await host.call(HOST, "/api/version")).status, 200);
    assert.equal(host.count("stopped"), 0);
    finish();
    assert.equal((await slow).status, 200);
  });

  it("waits for runs that nobody waits for", async () => {
    await host.deploy(APP(1));
    await host.call(HOST, "/admin/functions/slow", {
      method: "POST",
      headers: { "x-functions-key": host.masterKey(), "content-type": "application/json" },
      body: JSON.stringify({ input: "" }),
    });
    await host.logged("Executing 'Functions.slow'");
    await host.publish(APP(2));
    await host.until("started", 2);
    // Time for the old process to be gone, if nothing held it.
    for (let n = 0; n < 50; n++) await host.call(HOST, "/api/version");
    finish();
    await host.until("stopped");
    const run = host.activities.find(({ what, target }) => what === "invoked" && target?.endsWith("/slow"));
    assert.equal(run?.status, 200);
  });

  it("waits an hour at most for what runs in the old one", async () => {
    const endless = app(`app.http("slow", { authLevel: "anonymous", handler: () => new Promise(() => {}) });`, {
      functionTimeout: "-1",
    });
    await host.deploy(endless);
    void host.call(HOST, "/api/slow");
    await host.logged("Executing 'Functions.slow'");
    await host.publish(APP(2));
    await host.until("started", 2);
    host.clock.move(3_599_999);
    assert.equal(host.count("stopped"), 0);
    host.clock.move(1);
    await host.until("stopped");
  });

  it("that does not load ends the old one, as on Azure: the deployment has succeeded, the app is broken", async () => {
    await host.deploy(APP(1));
    await host.publish(app(`throw new Error("broken at load");`));
    await host.until("stopped");
    assert.equal((await host.call(HOST, "/api/version")).status, 503);
    const [status] = host.functions.apps();
    assert.equal(status?.state, "Error");
    assert.match(status?.reason ?? "", /Worker was unable to load entry point "index\.cjs": broken at load/);
    await host.publish(APP(3));
    await host.until("started", 2);
    assert.equal((await host.call(HOST, "/api/version")).text, "3");
  });

  it("is forgotten with the app while the old one still runs", async () => {
    await host.deploy(APP(1));
    const slow = host.call(HOST, "/api/slow");
    await host.logged("Executing 'Functions.slow'");
    await host.publish(APP(2));
    await host.until("started", 2);
    await host.delete(SITE);
    assert.equal((await slow).status, 500);
    assert.equal(existsSync(path.join(host.folder, "functions/func-app")), false);
  });
});
