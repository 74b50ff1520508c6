import assert from "node:assert/strict";
import { KeysUnavailable, TokenRefusal } from "../../../../functions/kit/callers/call-refusal.js";
import {
  COOL_DOWN_MS,
  FRESH_MS,
  IssuerKeys,
  KNOWN_MS,
  RETRY_MS,
} from "../../../../functions/kit/callers/issuer-keys.js";
import { TestIssuer, type TestKey, testKey } from "../../support/test-issuer.js";

const ISSUER = { issuer: "https://issuer.example/", audiences: ["api"], algorithm: "RS256" } as const;

describe("IssuerKeys", () => {
  let [first, second]: TestKey[] = [];
  let now: number;
  let issuer: TestIssuer;
  let keys: IssuerKeys;

  before(async () => {
    [first, second] = await Promise.all([testKey("first"), testKey("second")]);
  });
  beforeEach(() => {
    now = 1_000_000;
    issuer = new TestIssuer(ISSUER, ...(first === undefined ? [] : [first]));
    keys = new IssuerKeys(ISSUER, issuer.getJson, () => now);
  });

  const rotate = (...to: (TestKey | undefined)[]) => {
    issuer.keys = to.filter((key) => key !== undefined);
  };
  const unknown = (error: unknown) => error instanceof TokenRefusal && error.reason === "unknownKey";
  const unavailable = (seconds: number) => (error: unknown) =>
    error instanceof KeysUnavailable && error.retryAfterSeconds === seconds;

  it("reads once for all who ask at the same time, and not again for a known key", async () => {
    await Promise.all(Array.from({ length: 50 }, () => keys.key("first")));
    await keys.key("first");
    assert.equal(issuer.reads, 1);
  });

  it("reads once for 10,000 ids that are not known, however they come", async () => {
    await keys.key("first");
    now += COOL_DOWN_MS;
    const asked = Array.from({ length: 5_000 }, (_, at) => assert.rejects(keys.key(`at once ${at}`), unknown));
    await Promise.all(asked);
    for (let at = 0; at < 5_000; at += 1) await assert.rejects(keys.key(`after another ${at}`), unknown);
    assert.equal(issuer.reads, 2);
    now += COOL_DOWN_MS;
    await assert.rejects(keys.key("later"), unknown);
    assert.equal(issuer.reads, 3);
  });

  it("finds a key that was rotated in, and knows no more the one that was rotated out", async () => {
    await keys.key("first");
    now += COOL_DOWN_MS;
    rotate(second);
    await keys.key("second");
    await assert.rejects(keys.key("first"), unknown);
  });

  it("says when to come again while keys were never to be had, and asks no sooner", async () => {
    issuer.failure = new Error("no answer");
    await assert.rejects(keys.key("first"), unavailable(5));
    now += RETRY_MS - 1_000;
    issuer.failure = undefined;
    await assert.rejects(keys.key("first"), unavailable(1));
    now += 1_000;
    await keys.key("first");
  });

  it("goes on with known keys while the issuer cannot be reached, and does not call a new one unknown", async () => {
    await keys.key("first");
    issuer.failure = new Error("no answer");
    now += FRESH_MS;
    await keys.key("first");
    await keys.key("first");
    await assert.rejects(keys.key("second"), unavailable(5));
    issuer.failure = undefined;
    rotate(first, second);
    now += RETRY_MS;
    await keys.key("second");
  });

  it("believes no key for longer than a day", async () => {
    await keys.key("first");
    issuer.failure = new Error("no answer");
    now += KNOWN_MS - 1;
    await keys.key("first");
    now += RETRY_MS;
    await assert.rejects(keys.key("first"), unavailable(5));
  });

  it("renews in the background what is an hour old", async () => {
    await keys.key("first");
    now += FRESH_MS;
    rotate(second);
    await keys.key("first");
    await new Promise((done) => setImmediate(done));
    await assert.rejects(keys.key("first"), unknown);
    assert.equal(issuer.reads, 2);
  });
});
