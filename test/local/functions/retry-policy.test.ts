import assert from "node:assert/strict";
import { retryPolicy } from "../../../local/functions/host/retry-policy.js";

describe("retry policy", () => {
  it("waits as long each time", () => {
    const policy = retryPolicy.ofFunction({
      retryStrategy: "fixedDelay",
      maxRetryCount: 3,
      delayInterval: { seconds: 7 },
    });
    assert.deepEqual(
      [0, 1, 2].map((n) => policy?.delayMs(n, 0.5)),
      [7_000, 7_000, 7_000],
    );
  });

  it("waits longer each time, more or less, up to the longest", () => {
    const policy = retryPolicy.ofFunction({
      retryStrategy: "exponentialBackoff",
      maxRetryCount: -1,
      minimumInterval: { seconds: 10 },
      maximumInterval: { seconds: 60 },
    });
    const delays = (random: number) => [0, 1, 2, 3, 4].map((n) => policy?.delayMs(n, random));
    assert.deepEqual(delays(0), [10_000, 18_000, 26_000, 42_000, 60_000]);
    assert.deepEqual(delays(1), [10_000, 22_000, 34_000, 58_000, 60_000]);
  });

  it("is none when there is none", () => assert.equal(retryPolicy.ofFunction(undefined), undefined));

  it("has to make sense", () => {
    const exponential = { retryStrategy: "exponentialBackoff", maxRetryCount: 1, minimumInterval: { seconds: 9 } };
    assert.throws(() => retryPolicy.ofFunction(exponential), /strategy exponentialBackoff needs a maximumInterval/);
    assert.throws(
      () => retryPolicy.ofFunction({ ...exponential, maximumInterval: { seconds: 8 } }),
      /The minimumInterval must not be greater than the maximumInterval/,
    );
    assert.throws(() => retryPolicy.ofFunction({ maxRetryCount: 1 }), /expected fixedDelay or exponentialBackoff/);
  });
});
