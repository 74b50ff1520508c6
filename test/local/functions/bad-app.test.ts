import assert from "node:assert/strict";
import { app, packageOf } from "./packages.js";
import { HOST, OTHER_HOST, PLAN, planInputs, SITE, siteInputs, TestHost } from "./platform.js";

const GOOD = app(`app.http("w", { authLevel: "anonymous", handler: async () => ({ body: "up" }) });`);

describe("an app that makes no sense", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
    await host.put(PLAN, planInputs());
    await host.deployOther(GOOD);
  });
  afterEach(async () => {
    assert.equal((await host.call(OTHER_HOST, "/api/w")).text, "up", "the other app goes on");
    await host.close();
  });

  const lines = async () => ((await host.functions.logs("func-app")) ?? []).join("\n");

  for (const [what, zip, why] of [
    [
      "its entry file throws",
      app(`throw new Error("broken at load");`),
      /^Worker was unable to load entry point "index\.cjs": broken at load$/,
    ],
    [
      "its entry file is no JavaScript",
      packageOf("const {"),
      /^Worker was unable to load entry point "index\.cjs": Unexpected end of input$/,
    ],
    [
      "it throws what is no error",
      app(`throw { reason: "none" };`),
      /^Worker was unable to load entry point "index\.cjs": /,
    ],
    ["it registers nothing", app(""), /^The entry point index\.cjs registered nothing through @azure\/functions v4\./],
    [
      "it is written for the model before",
      packageOf("module.exports = async function (context, request) { context.res = { body: 1 }; };"),
      /registered nothing through @azure\/functions v4/,
    ],
    [
      "its bundle has no host's module",
      packageOf(`
        const load = require("node:module").prototype.require;
        require("node:module").prototype.require = function (name) { if (name === "@azure/functions-core") throw new Error("Dynamic require is not supported"); return load.call(this, name); };
        require(LIBRARY).app.http("w", { handler: async () => ({}) });`),
      /or it found no host: .*@azure\/functions-core, which has to stay external/,
    ],
    [
      "it registers a name twice",
      app(`for (const n of [1, 2]) app.http("twice", { handler: async () => ({}) });`),
      /^Worker was unable to load entry point "index\.cjs": A function with id "twice" has already been registered\.$/,
    ],
    [
      "its start hook throws",
      app(
        `app.hook.appStart(() => { throw new Error("no database"); }); app.http("w", { handler: async () => ({}) });`,
      ),
      /^no database$/,
    ],
    ["it ends while it loads", app("process.exit(3);"), /process ended while loading: exit code 3/],
    ["its host.json has another version", app("", { version: "3.0" }), /^host\.json: version "3\.0": expected "2\.0"$/],
    [
      "its host.json has no such time",
      app("", { functionTimeout: "00:00:00" }),
      /^host\.json: functionTimeout "00:00:00": expected/,
    ],
    [
      "main matches no file",
      packageOf("", { main: "index.cjs", packageJson: { main: "dist/*.js" } }),
      /^package\.json: main "dist\/\*\.js" matches no file of the package$/,
    ],
  ] as const) {
    it(`says so at once: ${what}`, async () => {
      await host.put(SITE, siteInputs());
      await host.publish(zip);
      const told = () => host.activities.find(({ target, note }) => target === SITE && why.test(note ?? ""));
      await host.when(() => told() !== undefined, String(why));
      assert.equal(told()?.what, "waiting");
      const status = host.functions.apps().find(({ name }) => name === "func-app");
      assert.deepEqual([status?.state, status?.reason], ["Error", told()?.note]);
      assert.match(await lines(), new RegExp(why.source.replace(/[\^$]/g, "")));
      assert.equal((await host.call(HOST, "/api/w")).status, 503);
    });
  }

  it("names a function that cannot run, and why, and runs the rest", async () => {
    await host.deploy(
      app(`
      app.timer("odd", { schedule: "every day", handler: async () => {} });
      app.timer("span", { schedule: "00:05:00", handler: async () => {} });
      app.timer("lost", { schedule: "%NOWHERE%", handler: async () => {} });
      app.timer("stubborn", { schedule: "0 0 * * * *", retry: { strategy: "fixedDelay", maxRetryCount: -2, delayInterval: 1000 }, handler: async () => {} });
      app.http("no name", { handler: async () => ({}) });
      app.cosmosDB("cosmos", { connection: "C", databaseName: "d", containerName: "c", handler: async () => {} });
      app.http("w", { authLevel: "anonymous", handler: async () => ({ body: "up" }) });`),
    );
    await host.when(() => host.count("started") === 2);
    for (const text of [
      `The 'odd' function is in error: schedule "every day": expected NCRONTAB`,
      `The 'span' function is in error: schedule "00:05:00": a time span runs on dedicated plans only`,
      `The 'lost' function is in error: '%NOWHERE%' does not resolve to a value`,
      `The 'stubborn' function is in error: retry: maxRetryCount -2: expected a whole number, or -1 for no end`,
      `The 'no name' function is in error: 'no name' is not a valid function name.`,
      `The 'cosmos' function is in error: trigger "cosmosDBTrigger" is not supported by the local Functions host`,
    ]) {
      assert.ok((await lines()).includes(text), text);
      assert.ok(host.activities.some(({ target, note }) => target === SITE && note?.includes(text)));
    }
    assert.equal((await host.call(HOST, "/api/w")).text, "up");
  });

  it("warns of what can never run, or has no effect", async () => {
    await host.deploy(app(`app.http("w", { handler: async () => ({}) });`, { functions: ["none"] }));
    await host.logged("No job functions found");
    await host.publish(
      app(`
      app.http("retried", { retry: { strategy: "fixedDelay", maxRetryCount: 1, delayInterval: 1000 }, handler: async () => ({}) });
      app.warmup("preheat", { handler: async () => {} });`),
    );
    await host.logged("Function 'retried': its retry policy has no effect");
    await host.logged(`Function 'preheat': a warmup trigger is only found by the name "warmup"`);
  });

  for (const [what, result, why] of [
    ["a circle", "const o = {}; o.o = o; return { jsonBody: o };", /circular structure/],
    ["a BigInt", "return { jsonBody: { n: 1n } };", /serialize a BigInt/],
    ["a function", "return () => {};", /must be an? .*object/i],
    ["text", `return "text";`, /must be an? .*object/i],
    [
      "what is too long to be text",
      `return { jsonBody: Array(60).fill("x".repeat(2 ** 24)) };`,
      /Invalid string length/,
    ],
    ["what throws when it is read", `return { get jsonBody() { throw new Error("read"); } };`, /read/],
  ] as const) {
    it(`fails a run that returns ${what}, and names app and function`, async function () {
      this.timeout(60_000);
      await host.deploy(app(`app.http("bad", { authLevel: "anonymous", handler: async () => { ${result} } });`));
      await host.when(() => host.count("started") === 2);
      assert.equal((await host.call(HOST, "/api/bad")).status, 500);
      const { note } = await host.until("invoked");
      assert.match(note ?? "", /^Function "bad" of app "func-app": its result cannot be sent to the host: /);
      assert.match(note ?? "", why);
      assert.match(await lines(), /error \[Function\.bad\] Error: Function "bad" of app "func-app"/);
    });
  }

  it("takes the first of two answers", async () => {
    await host.deploy(
      app(`
      app.http("twice", { authLevel: "anonymous", handler: () => ({ then(resolve) { resolve({ body: "one" }); resolve({ body: "two" }); } }) });
      app.http("done", { authLevel: "anonymous", handler: async (request, context) => { context.done(null, { body: 1 }); } });
      app.http("after", { authLevel: "anonymous", handler: async (request, context) => { setTimeout(() => context.log("too late"), 20); return { body: "one" }; } });`),
    );
    await host.when(() => host.count("started") === 2);
    assert.equal((await host.call(HOST, "/api/twice")).text, "one");
    assert.equal((await host.call(HOST, "/api/done")).status, 500);
    assert.match(await lines(), /context\.done is not a function/);
    assert.equal((await host.call(HOST, "/api/after")).text, "one");
    await host.logged("Unexpected call to 'log' on the context object after function execution has completed");
  });

  it("fails a run that throws what is no error, with what that says", async () => {
    await host.deploy(
      app(`app.http("odd", { authLevel: "anonymous", handler: async () => { throw { reason: "no error" }; } });`),
    );
    await host.when(() => host.count("started") === 2);
    assert.equal((await host.call(HOST, "/api/odd")).status, 500);
    assert.match((await host.until("invoked")).note ?? "", /\{"reason":"no error"\}/);
  });
});
