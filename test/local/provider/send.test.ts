import assert from "node:assert/strict";
import { MisbehaviourSettings } from "../../../local/control/misbehaviour-settings.js";
import { createSend, type Send } from "../../../local/provider/send.js";
import { AzureError } from "../../../local/shared/azure-error.js";
import { ManualClock } from "../functions/manual-clock.js";

describe("Sending to Azure Resource Manager", () => {
  let clock: ManualClock;
  let misbehaviours: MisbehaviourSettings;
  let send: Send;

  beforeEach(() => {
    clock = new ManualClock();
    misbehaviours = new MisbehaviourSettings(clock, { record: () => undefined });
    // In the middle of the spread, from 0.8 to 1.3 times.
    send = createSend({ clock, misbehaviours }, () => 0.4);
  });

  /** Sends what is answered with these refusals first; moves the clock as far as it waits. */
  const sent = async (...refusals: readonly AzureError[]) => {
    const left = [...refusals];
    const began = clock.now().getTime();
    const attemptsAtS: number[] = [];
    let ended = false;
    const outcome = send("/id", () => {
      attemptsAtS.push((clock.now().getTime() - began) / 1000);
      const refusal = left.shift();
      if (refusal !== undefined) throw refusal;
      return "done";
    })
      .catch((error: AzureError) => error.code)
      .finally(() => {
        ended = true;
      });
    while (!ended) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.move(500);
    }
    return { outcome: await outcome, attemptsAtS };
  };
  const refusal = (status: number, code = `${status}`, retryAfterS?: number) =>
    new AzureError(status, code, "", [], retryAfterS);

  it("sends again what may pass, three times, later each time", async () => {
    for (const status of [408, 429, 500, 502, 503, 504]) {
      const { outcome, attemptsAtS } = await sent(...Array(4).fill(refusal(status)));
      assert.equal(outcome, `${status}`);
      assert.deepEqual(attemptsAtS, [0, 20, 80, 200]);
    }
  });

  it("comes again when it is asked to, and not at all when that is too late", async () => {
    assert.deepEqual(await sent(refusal(429, "Slow", 2), refusal(429, "Slow", 3)), {
      outcome: "done",
      attemptsAtS: [0, 2, 5],
    });
    assert.deepEqual(await sent(refusal(429, "Slow", 121)), { outcome: "Slow", attemptsAtS: [0] });
  });

  it("sends again after one kind of conflict only", async () => {
    assert.equal((await sent(refusal(409, "AnotherOperationInProgress"))).outcome, "done");
    assert.deepEqual(await sent(refusal(409, "Conflict")), { outcome: "Conflict", attemptsAtS: [0] });
  });

  it("takes any other refusal, and any other error, for final", async () => {
    for (const status of [400, 401, 403, 404, 412, 501]) {
      assert.deepEqual(await sent(refusal(status)), { outcome: `${status}`, attemptsAtS: [0] });
    }
    const broken = send("/id", () => {
      throw new Error("broken");
    });
    await assert.rejects(broken, /broken/);
  });

  it("throttled: answers 429 before Azure has looked at the request", async () => {
    misbehaviours.set("throttled", 2);
    assert.deepEqual(await sent(), { outcome: "done", attemptsAtS: [2] });
    misbehaviours.set("throttled", 4);
    assert.deepEqual(await sent(), { outcome: "SubscriptionRequestsThrottled", attemptsAtS: [] });
  });
});
