import assert from "node:assert/strict";
import { app, packageOf } from "./packages.js";
import { HOST, TestHost } from "./platform.js";

describe("hooks", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  const lines = async () => ((await host.functions.logs("func-app")) ?? []).join("\n");
  const hello = () => host.call(HOST, "/api/h");

  it("before a run may change its inputs and its handler; after it, its result and its error", async () => {
    await host.deploy(
      app(`
      app.hook.preInvocation((context) => {
        context.hookData.before = 1;
        context.inputs = [{ name: "given" }];
        const handler = context.functionHandler;
        context.functionHandler = async (...all) => ({ body: "wrapped " + (await handler(...all)).body });
      });
      app.hook.postInvocation((context) => {
        context.result = { status: 202, body: [context.result.body, context.hookData.before, context.inputs[0].name, context.error].join(" ") };
      });
      app.http("h", { authLevel: "anonymous", handler: async (request) => ({ body: request.name }) });`),
    );
    const { status, text } = await hello();
    assert.deepEqual([status, text], [202, "wrapped given 1 given "]);
  });

  it("after a run may make a failure of it, or save it", async () => {
    await host.deploy(
      app(`
      app.hook.postInvocation((context) => {
        if (context.error) { context.error = null; context.result = { body: "saved" }; }
        else context.error = new Error("not good enough");
      });
      app.http("h", { authLevel: "anonymous", handler: async (request) => { if (request.query.get("fail")) throw new Error("x"); return {}; } });`),
    );
    assert.equal((await hello()).status, 500);
    assert.match((await host.until("invoked")).note ?? "", /not good enough/);
    assert.equal((await host.call(HOST, "/api/h?fail=1")).text, "saved");
  });

  it("fail a run by what they throw", async () => {
    await host.deploy(
      app(`
      app.hook.preInvocation(() => { throw new Error("not today"); });
      app.http("h", { authLevel: "anonymous", handler: async () => ({}) });`),
    );
    assert.equal((await hello()).status, 500);
    assert.match((await host.until("invoked")).note ?? "", /not today/);
  });

  it("share data: one object for a run, one for the start and the end of the app, which nobody can replace", async () => {
    await host.deploy(
      packageOf(`
      const { app } = require(LIBRARY);
      const core = require("@azure/functions-core");
      const refusal = (context, name) => { try { context[name] = {}; return "taken"; } catch (error) { return error.name + ": " + error.message; } };
      core.registerHook("appStart", (context) => { context.hookData.since = "the start"; context.appHookData.all = "of the app"; });
      core.registerHook("appTerminate", (context) => { console.log("ends:", context.hookData.since, context.appHookData.all); });
      core.registerHook("preInvocation", (context) => { context.hookData.run = "this run"; });
      core.registerHook("postInvocation", (context) => {
        context.result = { jsonBody: {
          hookData: context.hookData, appHookData: context.appHookData,
          refused: ["hookData", "appHookData", "invocationContext"].map((name) => refusal(context, name)),
        } };
      });
      app.http("h", { authLevel: "anonymous", handler: async () => ({}) });`),
    );
    assert.deepEqual(JSON.parse((await hello()).text), {
      hookData: { run: "this run" },
      appHookData: { all: "of the app" },
      refused: ["hookData", "appHookData", "invocationContext"].map(
        (name) => `TypeError: Cannot assign to read only property '${name}'`,
      ),
    });
    await host.functions.stop();
    await host.logged("ends: the start of the app");
  });

  it("on log lines may change what the app itself says, in a run and outside of one", async () => {
    await host.deploy(
      packageOf(
        `
      const { app } = require(LIBRARY);
      const core = require("@azure/functions-core");
      app.hook.log((context) => {
        context.message = (context.invocationContext ? context.invocationContext.functionName : "nowhere") + ": " + context.message.toUpperCase();
        context.level = "warning";
        if (context.invocationContext) context.invocationContext.log("said by a hook");
      });
      app.http("h", { authLevel: "anonymous", handler: async (request, context) => { context.log("loud"); core.log("information", "system", "of the system"); return {}; } });
      core.log("information", "user", "outside");`,
      ),
    );
    await hello();
    await host.logged("said by a hook");
    const text = await lines();
    assert.match(text, /warning \[Function\.h\.User\] h: LOUD/);
    assert.match(text, /warning \[Host\.Worker\] nowhere: OUTSIDE/);
    assert.match(text, /information \[Host\.Worker\] of the system/);
    assert.match(text, /information \[Function\.h\.User\] said by a hook/);
  });

  it("run no more once they are disposed of", async () => {
    await host.deploy(
      app(`
      const hook = app.hook.preInvocation(() => { throw new Error("not today"); });
      hook.dispose();
      app.http("h", { authLevel: "anonymous", handler: async () => ({}) });`),
    );
    assert.equal((await hello()).status, 200);
  });

  it("of another name are refused, by an error of the system", async () => {
    await host.deploy(
      packageOf(`
      const { app } = require(LIBRARY);
      const { registerHook } = require("@azure/functions-core");
      let refusal;
      try { registerHook("beforeLunch", () => {}); } catch (error) { refusal = { ...error, name: error.name, message: error.message }; }
      app.http("h", { authLevel: "anonymous", handler: async () => ({ jsonBody: refusal }) });`),
    );
    assert.deepEqual(JSON.parse((await hello()).text), {
      name: "RangeError",
      message: 'Unrecognized hook "beforeLunch"',
      isAzureFunctionsSystemError: true,
    });
  });
});
