import assert from "node:assert/strict";
import { app } from "./packages.js";
import { HOST, SITE, siteInputs, TestHost } from "./platform.js";

const STATUS = "https://stapp.blob.core.windows.net/azure-webjobs-hosts/timers/func-app/Host.Functions.hourly/status";
const hourly = (options = "") =>
  app(`
app.timer("hourly", { schedule: "%EVERY%", ${options} handler: async (timer, context) => {
  context.log("ran", JSON.stringify(timer));
  if (process.env.FAIL === "1") throw new Error("on purpose");
} });`);

describe("timer trigger", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  /** What the function was called with. */
  const runs = async () =>
    ((await host.functions.logs("func-app", 1000)) ?? []).flatMap((line) => {
      const found = / ran (\{.*)$/.exec(line)?.[1];
      return found === undefined ? [] : [JSON.parse(found)];
    });
  const scheduled = () => host.when(() => host.storage.blobs.has(STATUS), "timer status");
  const status = () => JSON.parse(Buffer.from(host.storage.blobs.get(STATUS) ?? []).toString("utf8"));

  it("runs by its schedule, also after a failure", async () => {
    await host.deploy(hourly(), { EVERY: "0 0 * * * *", FAIL: "1" });
    await scheduled();
    assert.deepEqual(status(), {
      Last: "0001-01-01T00:00:00.000Z",
      Next: "2026-01-05T11:00:00.000Z",
      LastUpdated: "2026-01-05T10:00:00.000Z",
    });
    host.clock.move(3_599_999);
    assert.equal(host.count("invoked"), 0);
    host.clock.move(1);
    assert.equal((await host.until("invoked")).status, 500);
    await host.when(() => status().Last === "2026-01-05T11:00:00.000Z");
    host.clock.move(3_600_000);
    await host.until("invoked", 2);
    const [first, second] = await runs();
    assert.equal(first.isPastDue, false);
    assert.equal(second.scheduleStatus.last, "2026-01-05T11:00:00.000Z");
    assert.equal(second.scheduleStatus.next, "2026-01-05T12:00:00.000Z");
  });

  it("makes up for a run that was missed while it was down", async () => {
    await host.deploy(hourly(), { EVERY: "0 0 * * * *" });
    await scheduled();
    await host.functions.stop();
    host.clock.move(5 * 3_600_000);
    await host.restart();
    await host.until("invoked");
    const [run] = await runs();
    assert.equal(run.isPastDue, true);
    assert.equal(host.count("invoked"), 1);
  });

  it("keeps no status of a frequent timer, nor of one that wants none", async () => {
    for (const [zip, every] of [
      [hourly(), "*/20 * * * * *"],
      [hourly("useMonitor: false,"), "0 0 * * * *"],
    ] as const) {
      const started = host.count("started");
      await host.deploy(zip, { EVERY: every });
      await host.until("started", started + 1);
      const before = host.count("invoked");
      host.clock.move(3_600_000);
      await host.until("invoked", before + 1);
    }
    assert.equal(host.storage.blobs.has(STATUS), false);
    assert.equal((await runs())[0].scheduleStatus, null);
  });

  it("runs at start when the function wants that", async () => {
    await host.deploy(hourly("runOnStartup: true,"), { EVERY: "0 0 * * * *" });
    await host.until("invoked");
    assert.equal((await runs())[0].isPastDue, false);
  });

  it("does not start a function without its setting, and runs the others", async () => {
    await host.deploy(
      app(`
      app.timer("lost", { schedule: "%NOWHERE%", handler: async () => {} });
      app.timer("odd", { schedule: "every day", handler: async () => {} });
      app.http("web", { authLevel: "anonymous", handler: async () => ({ body: "up" }) });`),
    );
    const { note } = await host.until("started");
    assert.match(note ?? "", /'lost' function is in error: '%NOWHERE%' does not resolve/);
    assert.match(note ?? "", /'odd' function is in error: schedule "every day"/);
    assert.equal((await host.call(HOST, "/api/web")).text, "up");
  });

  it("tries again as the function's retry options say", async () => {
    await host.deploy(
      app(`
      app.timer("hourly", { schedule: "0 0 * * * *", retry: { strategy: "fixedDelay", maxRetryCount: 2, delayInterval: { seconds: 7 } },
        handler: async (timer, context) => { context.log("ran", JSON.stringify({ n: context.retryContext?.retryCount ?? 0 })); throw new Error("no"); } });`),
    );
    await scheduled();
    host.clock.move(3_600_000);
    await host.until("invoked");
    for (const n of [2, 3]) {
      await host.when(() => {
        host.clock.move(7_000);
        return host.count("invoked") >= n;
      });
    }
    assert.deepEqual(await runs(), [{ n: 0 }, { n: 1 }, { n: 2 }]);
    host.clock.move(60_000);
    assert.equal(host.count("invoked"), 3);
  });

  it("does not run a disabled timer, but by hand", async () => {
    await host.put(SITE.replace("sites/func-app", "serverfarms/plan"), { sku: { name: "FC1" } });
    await host.put(SITE, siteInputs({ EVERY: "0 0 * * * *", "AzureWebJobs.hourly.Disabled": "1" }));
    await host.publish(hourly());
    await host.until("started");
    host.clock.move(7_200_000);
    assert.equal(host.count("invoked"), 0);
    const answer = await host.call(HOST, "/admin/functions/hourly", {
      method: "POST",
      headers: { "x-functions-key": host.masterKey() },
      body: JSON.stringify({ input: "" }),
    });
    assert.equal(answer.status, 202);
    await host.until("invoked");
  });
});
