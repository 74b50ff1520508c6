import assert from "node:assert/strict";
import { app } from "./packages.js";
import { HOST, SITE, siteInputs, TestHost } from "./platform.js";

const APP = app(`
app.http("hello", { methods: ["GET"], route: "hello", authLevel: "function", handler: async () => ({ body: "hello" }) });
app.http("varies", { route: "varies", authLevel: "anonymous", handler: async () => ({ headers: { vary: "Accept" } }) });
`);
const ORIGIN = "https://names.example.com";

describe("CORS", () => {
  const host = new TestHost();
  const ask = async (origin: string, method = "GET", headers: Record<string, string> = {}) =>
    host.call(HOST, "/api/hello", { method, headers: { origin, ...headers } });
  const preflight = (origin: string, headers: Record<string, string> = {}) =>
    ask(origin, "OPTIONS", { "access-control-request-method": "GET", ...headers });
  const withKey = () => ({ "x-functions-key": host.functions.keysOf("func-app")?.functionKeys.default ?? "" });

  const declare = async (cors: object) => {
    const { siteConfig } = siteInputs();
    const starts = host.count("started");
    await host.put(SITE, siteInputs({}, { siteConfig: { ...(siteConfig as object), cors } }));
    await host.until("started", starts + 1);
  };

  before(async () => {
    await host.start();
    await host.deploy(APP);
  });
  after(() => host.close());

  describe("of a site that declares nothing", () => {
    it("tells a page nothing, and answers as it would without it", async () => {
      const { status, headers, text } = await ask(ORIGIN, "GET", withKey());
      assert.deepEqual([status, text, headers["access-control-allow-origin"]], [200, "hello", undefined]);
    });

    it("answers a preflight, and tells it nothing", async () => {
      const { status, headers } = await preflight(ORIGIN);
      assert.deepEqual([status, headers["access-control-allow-origin"]], [204, undefined]);
    });
  });

  describe("of a site that allows one origin", () => {
    before(() => declare({ allowedOrigins: ["https://NAMES.example.com"], supportCredentials: false }));

    it("answers its preflight without a key, with what the page wants to send", async () => {
      const { status, headers } = await preflight(ORIGIN, {
        "access-control-request-headers": "content-type, x-functions-key",
      });
      assert.equal(status, 204);
      assert.equal(headers["access-control-allow-origin"], ORIGIN);
      assert.equal(headers["access-control-allow-methods"], "GET");
      assert.equal(headers["access-control-allow-headers"], "content-type,x-functions-key");
      assert.equal(headers["access-control-allow-credentials"], undefined);
      assert.equal(headers.vary, undefined);
    });

    it("lets it read every answer, also a refusal", async () => {
      const answers = [await ask(ORIGIN, "GET", withKey()), await ask(ORIGIN)];
      assert.deepEqual(
        answers.map(({ status, headers }) => [status, headers["access-control-allow-origin"]]),
        [
          [200, ORIGIN],
          [401, ORIGIN],
        ],
      );
    });

    it("tells another origin nothing", async () => {
      for (const origin of ["https://names.example.com.evil.example", "http://names.example.com", "null"]) {
        for (const answer of [await preflight(origin), await ask(origin, "GET", withKey())]) {
          const told = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"));
          assert.deepEqual(told, [], origin);
        }
      }
    });

    it("takes for any other call what is no preflight", async () => {
      assert.equal((await ask(ORIGIN, "OPTIONS")).status, 404);
      const headers = { ...withKey(), "access-control-request-method": "GET" };
      assert.equal((await ask(ORIGIN, "GET", headers)).status, 200);
    });
  });

  describe("of a site that allows more", () => {
    before(() => declare({ allowedOrigins: [ORIGIN, "https://other.example.com"], supportCredentials: true }));

    it("says that the answer varies, beside what the app says, and that credentials may be sent", async () => {
      const { headers } = await host.call(HOST, "/api/varies", { headers: { origin: "https://other.example.com" } });
      assert.equal(headers["access-control-allow-origin"], "https://other.example.com");
      assert.equal(headers["access-control-allow-credentials"], "true");
      assert.equal(headers.vary, "Accept, Origin");
    });
  });

  describe("of a site that allows any", () => {
    before(() => declare({ allowedOrigins: ["*"] }));

    it("says so", async () => {
      const { headers } = await ask("https://whoever.example");
      assert.deepEqual([headers["access-control-allow-origin"], headers.vary], ["*", undefined]);
    });
  });
});
