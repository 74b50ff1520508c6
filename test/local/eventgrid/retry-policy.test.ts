import assert from "node:assert/strict";
import { hopeless, isDelivered, outcomeOf, pauseAfter } from "../../../local/eventgrid/retry-policy.js";

const MINUTE = 60_000;
const least = (attempts: number, status: number) => pauseAfter("WebHook", attempts, { status }, () => 0);

describe("Event Grid retry policy", () => {
  it("follows the documented schedule, whose last step repeats", () => {
    const minutes = [1 / 6, 0.5, 1, 5, 10, 30, 60, 180, 360, 720, 720, 720];
    assert.deepEqual(
      minutes.map((_, index) => least(index + 1, 500) / MINUTE),
      minutes,
    );
  });

  it("keeps the least pause of a status, unless the schedule is longer", () => {
    assert.equal(least(1, 404), 5 * MINUTE);
    assert.equal(least(6, 404), 30 * MINUTE);
    assert.equal(least(1, 408), 2 * MINUTE);
    assert.equal(least(1, 503), 30_000);
    assert.equal(least(1, 429), 10_000);
    assert.equal(
      pauseAfter("WebHook", 1, { failure: "TimedOut" }, () => 0),
      10_000,
    );
  });

  it("adds a little chance", () => {
    assert.equal(
      pauseAfter("WebHook", 1, { status: 500 }, () => 1),
      11_000,
    );
    const pause = pauseAfter("WebHook", 1, { status: 500 });
    assert.ok(pause >= 10_000 && pause <= 11_000);
  });

  it("gives up on four statuses, in .NET's names", () => {
    const reasons = [400, 401, 403, 413].map((status) => hopeless("WebHook", { status }));
    assert.deepEqual(reasons, [
      "UndeliverableDueToHttpBadRequest",
      "UndeliverableDueToHttpUnauthorized",
      "UndeliverableDueToHttpForbidden",
      "UndeliverableDueToHttpRequestEntityTooLarge",
    ]);
    for (const status of [404, 408, 409, 429, 500, 503]) assert.equal(hopeless("WebHook", { status }), undefined);
    assert.equal(hopeless("WebHook", { failure: "SocketError" }), undefined);
  });

  it("names outcomes in the service's words", () => {
    const names = [400, 401, 403, 404, 408, 413, 429, 500].map((status) => outcomeOf({ status }));
    assert.deepEqual(names, [
      "BadRequest",
      "Unauthorized",
      "Forbidden",
      "NotFound",
      "TimedOut",
      "PayloadTooLarge",
      "Busy",
      "Busy",
    ]);
    assert.equal(outcomeOf({ failure: "ResolutionError" }), "ResolutionError");
  });

  it("takes 200 to 204 for delivered", () => {
    assert.deepEqual(
      [199, 200, 204, 205, 302].map((status) => isDelivered({ status })),
      [false, true, true, false, false],
    );
    assert.equal(isDelivered({ failure: "TimedOut" }), false);
  });
});
