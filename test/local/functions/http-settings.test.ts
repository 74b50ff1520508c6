import assert from "node:assert/strict";
import { readHttpSettings } from "../../../local/functions/triggers/http-settings.js";

const read = (http: object) => readHttpSettings({ extensions: { http } });

describe("HTTP settings of host.json", () => {
  it("have Azure's defaults", () => {
    assert.deepEqual(readHttpSettings({}), {
      routePrefix: "api",
      customHeaders: {},
      maxConcurrentRequests: Number.POSITIVE_INFINITY,
      maxOutstandingRequests: Number.POSITIVE_INFINITY,
    });
    assert.equal(read({ hsts: { isEnabled: true } }).hsts, "max-age=2592000");
  });

  it("come from settings of the app as text", () => {
    const { maxConcurrentRequests, maxOutstandingRequests, hsts } = read({
      maxConcurrentRequests: "5",
      maxOutstandingRequests: "-1",
      hsts: { isEnabled: "True", maxAge: "10:00:00", includeSubDomains: "true", preload: "true" },
    });
    assert.deepEqual([maxConcurrentRequests, maxOutstandingRequests], [5, Number.POSITIVE_INFINITY]);
    assert.equal(hsts, "max-age=36000; includeSubDomains; preload");
  });

  for (const [about, http] of [
    ["extensions.http.maxConcurrentRequests 0", { maxConcurrentRequests: 0 }],
    ['extensions.http.maxOutstandingRequests "many"', { maxOutstandingRequests: "many" }],
    ['extensions.http.hsts.maxAge "soon"', { hsts: { isEnabled: true, maxAge: "soon" } }],
  ] as const) {
    it(`are refused: ${about}`, () => {
      assert.throws(
        () => read(http),
        (error: Error) => error.message.startsWith(`host.json: ${about}: expected `),
      );
    });
  }
});
