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
      Last: "0001-01-01T00:00:00+00:00",
      Next: "2026-01-05T11:00:00+00:00",
      LastUpdated: "2026-01-05T10:00:00+00:00",
    });
    host.clock.move(3_599_999);
    assert.equal(host.count("invoked"), 0);
    host.clock.move(1);
    assert.equal((await host.until("invoked")).status, 500);
    await host.when(() => status().Last === "2026-01-05T11:00:00+00:00");
    host.clock.move(3_600_000);
    await host.until("invoked", 2);
    const [first, second] = await runs();
    assert.equal(first.isPastDue, false);
    assert.equal(second.scheduleStatus.last, "2026-01-05T11:00:00+00:00");
    assert.equal(second.scheduleStatus.next, "2026-01-05T12:00:00+00:00");
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

  const failing = (retry: string, hostJson = {}) =>
    app(
      `app.timer("hourly", { schedule: "0 0 * * * *", ${retry}
        handler: async (timer, context) => { context.log("ran", JSON.stringify(context.retryContext)); throw new Error("no"); } });`,
      hostJson,
    );
  const fixedDelay = (maxRetryCount: number) =>
    `retry: { strategy: "fixedDelay", maxRetryCount: ${maxRetryCount}, delayInterval: { seconds: 7 } },`;
  /** Moves by `ms` until it has run so often. */
  const runsTo = (n: number, ms = 7_000) =>
    host.when(() => {
      host.clock.move(ms);
      return host.count("invoked") >= n;
    }, `${n} runs`);

  it("tries again as the function's retry options say, each time with a context", async () => {
    await host.deploy(failing(fixedDelay(2)));
    await scheduled();
    host.clock.move(3_600_000);
    await host.until("invoked");
    await runsTo(3);
    const exception = { message: "no" };
    assert.deepEqual(await runs(), [
      { retryCount: 0, maxRetryCount: 2 },
      { retryCount: 1, maxRetryCount: 2, exception },
      { retryCount: 2, maxRetryCount: 2, exception },
    ]);
    await host.logged("Function execution failed after '2' retries.");
    await host.logged(
      "Waiting for `00:00:07` before retrying function execution. Next attempt: '1'. Max retry count: '2'.",
    );
    host.clock.move(60_000);
    assert.equal(host.count("invoked"), 3);
  });

  it("tries again without end, until the app ends", async () => {
    await host.deploy(failing(fixedDelay(-1)));
    await scheduled();
    host.clock.move(3_600_000);
    await runsTo(6);
    assert.equal((await runs())[5].maxRetryCount, -1);
    await host.functions.stop();
  });

  it("tries again as host.json says, unless the function says otherwise", async () => {
    const hostJson = { retry: { strategy: "fixedDelay", maxRetryCount: 1, delayInterval: "00:00:07" } };
    await host.deploy(failing("", hostJson));
    await scheduled();
    host.clock.move(3_600_000);
    await runsTo(2);
    assert.deepEqual(await runs(), [
      { retryCount: 0, maxRetryCount: 1 },
      { retryCount: 1, maxRetryCount: 1, exception: { message: "no" } },
    ]);
    await host.publish(failing(fixedDelay(4), hostJson));
    await host.until("started", 2);
    await runsTo(3, 60_000);
    assert.equal((await runs())[2].maxRetryCount, 4);
  });

  it("runs what fell due during a run right after it, once", async () => {
    await host.deploy(
      app(
        `
      let finish = () => {};
      app.timer("hourly", { schedule: "0 0 * * * *", handler: (timer, context) => { context.log("ran", JSON.stringify(timer)); return new Promise((resolve) => { finish = resolve; }); } });
      app.http("finish", { authLevel: "anonymous", handler: async () => { finish(); return {}; } });`,
        { functionTimeout: "-1" },
      ),
    );
    await scheduled();
    host.clock.move(3_600_000);
    await host.logged("Executing 'Functions.hourly'");
    // Until half past one: it was due at twelve and at one.
    host.clock.move(2.5 * 3_600_000);
    await host.call(HOST, "/api/finish");
    await host.logged('"last":"2026-01-05T11:00:00+00:00"');
    const [, late] = await runs();
    assert.deepEqual(
      [late.isPastDue, late.scheduleStatus.last, late.scheduleStatus.next],
      [false, "2026-01-05T11:00:00+00:00", "2026-01-05T12:00:00+00:00"],
    );
    await host.call(HOST, "/api/finish");
    await host.when(() => status().Last === "2026-01-05T13:30:00+00:00");
    assert.equal(status().Next, "2026-01-05T14:00:00+00:00");
  });

  it("is not past due after its schedule was changed", async () => {
    await host.deploy(hourly(), { EVERY: "0 0 * * * *" });
    await scheduled();
    await host.functions.stop();
    host.clock.move(5 * 3_600_000);
    await host.restart();
    await host.put(SITE, siteInputs({ EVERY: "0 30 * * * *" }));
    await host.when(() => status().Next === "2026-01-05T15:30:00+00:00");
    const before = host.count("invoked");
    host.clock.move(1_800_000);
    await host.until("invoked", before + 1);
    assert.equal((await runs()).at(-1).isPastDue, false);
  });

  it("keeps its status by the host id that a setting gives", async () => {
    await host.deploy(hourly(), { EVERY: "0 0 * * * *", AzureFunctionsWebHost__hostid: "other-id" });
    await host.when(() => host.storage.blobs.has(STATUS.replace("func-app", "other-id")));
    await host.when(() => [...host.storage.leases.keys()].some((url) => url.includes("/locks/other-id/")));
  });

  it("waits for longer than a timer of Node can", async () => {
    await host.deploy(hourly(), { EVERY: "0 0 0 1 MAR *" });
    await scheduled();
    host.clock.move(54 * 86_400_000);
    host.clock.move(86_400_000);
    await host.when(() => status().Last === "2026-03-01T00:00:00+00:00");
    assert.equal(host.count("invoked"), 1);
  });

  it("run by hand leaves its schedule alone", async () => {
    await host.deploy(hourly(), { EVERY: "0 0 * * * *" });
    await scheduled();
    const before = status();
    await host.call(HOST, "/admin/functions/hourly", {
      method: "POST",
      headers: { "x-functions-key": host.masterKey(), "content-type": "application/json" },
      body: JSON.stringify({ input: "" }),
    });
    await host.until("invoked");
    assert.equal((await runs())[0].scheduleStatus.next, "2026-01-05T11:00:00+00:00");
    assert.deepEqual(status(), before);
  });

  it("goes on when its status cannot be kept, and tells that", async () => {
    await host.deploy(hourly(), { EVERY: "0 0 * * * *" });
    await scheduled();
    host.elsewhere = (asked) =>
      asked.method === "PUT" && asked.url === STATUS ? Promise.resolve(new Response(null, { status: 503 })) : undefined;
    host.clock.move(3_600_000);
    await host.logged("The status of timer 'hourly' could not be kept");
    host.clock.move(3_600_000);
    await host.until("invoked", 2);
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
