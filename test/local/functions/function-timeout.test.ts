import assert from "node:assert/strict";
import { app } from "./packages.js";
import { HOST, TestHost } from "./platform.js";

const APP = (functionTimeout?: string) =>
  app(
    `
app.http("never", { authLevel: "anonymous", handler: () => new Promise(() => {}) });
app.http("loop", { authLevel: "anonymous", handler: async () => { for (;;); } });
let finish;
app.http("late", { authLevel: "anonymous", handler: () => new Promise((resolve) => { finish = resolve; }) });
app.http("finish", { authLevel: "anonymous", handler: async () => { finish({ body: "late" }); return { body: "up " + process.pid }; } });
app.http("up", { authLevel: "anonymous", handler: async () => ({ body: "up " + process.pid }) });`,
    functionTimeout === undefined ? {} : { functionTimeout },
  );

describe("a function that runs for longer than host.json allows", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  const call = (name: string) => host.call(HOST, `/api/${name}`);
  const lines = async () => ((await host.functions.logs("func-app", 1_000)) ?? []).join("\n");

  for (const name of ["never", "loop"]) {
    it(`fails with Azure's words, and its process is replaced: ${name}`, async function () {
      this.timeout(30_000);
      await host.deploy(APP("00:01:00"));
      const pid = host.functions.apps()[0]?.pid;
      const pending = call(name);
      await host.logged(`Executing 'Functions.${name}'`);
      host.clock.move(59_999);
      assert.equal(host.count("invoked"), 0);
      host.clock.move(1);
      assert.equal((await pending).status, 500);
      assert.equal(
        (await host.until("invoked")).note,
        `Timeout value of 00:01:00 was exceeded by function: Functions.${name}`,
      );
      assert.match(
        await lines(),
        new RegExp(
          `Timeout value of 00:01:00 exceeded by function 'Functions\\.${name}' \\(Id: '[0-9a-f-]{36}'\\)\\. Initiating cancellation\\.`,
        ),
      );
      assert.match((await host.until("timed out")).note ?? "", /Restarting worker process executing invocationId '/);
      // Waits for the new process.
      assert.notEqual((await call("up")).text, `up ${pid}`);
      await host.until("started", 2);
      assert.equal(host.count("crashed"), 0);
    });
  }

  it("takes with it what else runs in its process", async () => {
    await host.deploy(APP("00:01:00"));
    const first = call("never");
    await host.logged("Executing 'Functions.never'");
    host.clock.move(30_000);
    const second = call("late");
    await host.logged("Executing 'Functions.late'");
    host.clock.move(30_000);
    assert.deepEqual([(await first).status, (await second).status], [500, 500]);
    const notes = host.activities.filter(({ what }) => what === "invoked").map(({ note }) => note);
    assert.deepEqual(notes, [
      "Timeout value of 00:01:00 was exceeded by function: Functions.never",
      "the app's process is gone: it was ended by its host",
    ]);
  });

  for (const [value, ms] of [
    [undefined, 30 * 60_000],
    ["00:00:01", 1_000],
    ["1.00:00:00", 24 * 3_600_000],
  ] as const) {
    it(`${value ?? "without a value"} is ${ms / 1_000} s`, async () => {
      await host.deploy(APP(value));
      void call("late");
      await host.logged("Executing 'Functions.late'");
      host.clock.move(ms - 1);
      assert.equal(host.count("invoked"), 0);
      host.clock.move(1);
      await host.until("invoked");
    });
  }

  it("-1 is without end", async () => {
    await host.deploy(APP("-1"));
    const late = call("late");
    await host.logged("Executing 'Functions.late'");
    host.clock.move(200_000);
    assert.equal(host.count("invoked"), 0);
    await call("finish");
    assert.equal((await late).text, "late");
  });
});
