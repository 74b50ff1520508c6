import assert from "node:assert/strict";
import { awaitHost } from "../../start/await-host.js";

describe("awaitHost", () => {
  it("waits for a host that is not up yet", async () => {
    let asked = 0;
    const keys = async (site: string) => {
      asked += 1;
      if (asked < 3) throw new Error(`no running app "${site}"`);
      return { masterKey: "k3y", functionKeys: {}, systemKeys: {} };
    };
    await awaitHost({ keys }, "func-a");
    assert.equal(asked, 3);
  });
});
