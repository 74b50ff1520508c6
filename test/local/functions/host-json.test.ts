import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readHostJson } from "../../../local/functions/host/host-json.js";
import { app } from "./packages.js";
import { HOST, TestHost } from "./platform.js";

describe("host.json", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "host-json-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const read = (json: object, settings: Readonly<Record<string, string>> = {}) => {
    writeFileSync(path.join(directory, "host.json"), JSON.stringify({ version: "2.0", ...json }));
    return readHostJson(directory, settings);
  };

  it("has defaults", () => {
    const { functionTimeoutMs, functions, logLevels, retry } = read({});
    assert.deepEqual(
      { functionTimeoutMs, functions, logLevels, retry },
      {
        functionTimeoutMs: 1_800_000,
        functions: undefined,
        logLevels: {},
        retry: undefined,
      },
    );
  });

  it("is overridden by settings, whatever the case of their names", () => {
    const { functionTimeoutMs, functions, logLevels } = read(
      { functionTimeout: "00:10:00", functions: ["a", "b"], logging: { logLevel: { default: "Warning" } } },
      {
        AzureFunctionsJobHost__functionTimeout: "00:01:00",
        AzureFunctionsJobHost__Functions__1: "c",
        azurefunctionsjobhost__LOGGING__loglevel__Function: "Debug",
        AzureFunctionsJobHost__logging__logLevel__DEFAULT: "Error",
      },
    );
    assert.equal(functionTimeoutMs, 60_000);
    assert.deepEqual(functions, ["a", "c"]);
    assert.deepEqual(logLevels, { default: "Error", Function: "Debug" });
  });

  it("gets a list from settings alone", () =>
    assert.deepEqual(read({}, { AzureFunctionsJobHost__functions__0: "only" }).functions, ["only"]));

  it("gives timers a retry policy", () => {
    const { retry } = read({ retry: { strategy: "fixedDelay", maxRetryCount: 2, delayInterval: "00:00:10" } });
    assert.deepEqual([retry?.maxRetryCount, retry?.delayMs(0, 0)], [2, 10_000]);
  });

  for (const [json, why] of [
    [{ version: 2 }, /host\.json: version 2: expected "2\.0"/],
    [{ functionTimeout: "5 minutes" }, /host\.json: functionTimeout "5 minutes": expected "hh:mm:ss"/],
    [{ functionTimeout: "00:00:00.5" }, /of a second or more/],
    [{ functionTimeout: "00:61:00" }, /functionTimeout "00:61:00"/],
    [{ retry: { strategy: "often" } }, /host\.json: retry: maxRetryCount undefined/],
    [{ retry: { strategy: "often", maxRetryCount: 1 } }, /strategy "often": expected fixedDelay or exponentialBackoff/],
    [{ retry: { strategy: "fixedDelay", maxRetryCount: 1 } }, /strategy fixedDelay needs a delayInterval/],
  ] as const) {
    it(`refuses ${JSON.stringify(json)}`, () => assert.throws(() => read(json), why));
  }

  it("refuses to be missing, or no object", () => {
    assert.throws(() => readHostJson(directory, {}), /no host\.json/);
    writeFileSync(path.join(directory, "host.json"), "[]");
    assert.throws(() => readHostJson(directory, {}), /expected an object/);
  });
});

describe("settings of an app", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  const lines = async () => ((await host.functions.logs("func-app")) ?? []).join("\n");
  const APP = (hostJson = {}) =>
    app(
      `for (const name of ["a", "b", "c"]) app.http(name, { authLevel: "anonymous", handler: async (r, context) => { context.debug("in detail"); context.log("said"); return { body: process.env.TZ + " " + new Date(0).getHours() }; } });`,
      hostJson,
    );
  const statuses = async () => {
    const all: number[] = [];
    for (const name of ["a", "b", "c"]) all.push((await host.call(HOST, `/api/${name}`)).status);
    return all;
  };

  it("load only the functions of host.json's list", async () => {
    await host.deploy(APP({ functions: ["a", "c"] }));
    assert.deepEqual(await statuses(), [200, 404, 200]);
    assert.equal((await host.until("started")).note, "Functions: a, c");
  });

  it("disable a function, by either way to write it", async () => {
    await host.deploy(APP(), {
      "AzureWebJobs.a.Disabled": "true",
      AzureWebJobs__b__Disabled: "1",
      "AzureWebJobs.c.Disabled": "0",
    });
    assert.deepEqual(await statuses(), [404, 404, 200]);
  });

  it("choose what is logged, by category", async () => {
    await host.deploy(
      APP({ logging: { logLevel: { default: "Warning", "Function.a": "Trace", "Function.b.User": "None" } } }),
    );
    await statuses();
    const text = await lines();
    assert.match(text, /debug \[Function\.a\.User\] in detail/);
    assert.match(text, /information \[Function\.a\] Executed 'Functions\.a'/);
    assert.doesNotMatch(text, /Function\.b/);
    assert.doesNotMatch(text, /Function\.c/);
  });

  for (const name of ["WEBSITE_TIME_ZONE", "TZ"]) {
    it(`cannot choose a time zone by ${name}, as on Flex Consumption`, async () => {
      await host.deploy(APP(), { [name]: "Asia/Tokyo" });
      await host.logged(`Setting ${name}: Flex Consumption does not support it. Timers run by UTC.`);
    });
  }
});
