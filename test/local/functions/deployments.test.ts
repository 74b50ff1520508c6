import assert from "node:assert/strict";
import { DEPLOY_STATUS, Deployments } from "../../../local/functions/deployment/deployments.js";
import { Store } from "../../../local/shared/store.js";
import { ManualClock } from "./manual-clock.js";

const { deploying, failed, success } = DEPLOY_STATUS;

describe("deployments", () => {
  const store = new Store(":memory:");
  const deployments = new Deployments(store, new ManualClock());
  after(() => store.close());

  const statuses = (site: string) => deployments.list(site).map(({ status }) => status);

  it("that an earlier run left unfinished have failed", async () => {
    const done = await deployments.begin("/a");
    await deployments.end(done, success, "ok");
    await deployments.begin("/a");
    assert.deepEqual(statuses("/a"), [deploying, success]);
    await deployments.failInterrupted();
    assert.deepEqual(statuses("/A"), [failed, success]);
    assert.equal(deployments.live("/a"), done);
  });

  it("are remembered for a while, the live one always", async () => {
    const live = await deployments.begin("/b");
    await deployments.end(live, success, "ok");
    for (let n = 0; n < 30; n++) await deployments.end(await deployments.begin("/b"), failed, "no");
    const kept = deployments.list("/b");
    assert.equal(kept.length, 21);
    assert.equal(kept.at(-1)?.id, live);
    assert.equal(deployments.live("/b"), live);
  });

  it("are forgotten with their site", async () => {
    await deployments.forget("/B");
    assert.deepEqual(deployments.list("/b"), []);
    assert.notDeepEqual(deployments.list("/a"), []);
  });
});
