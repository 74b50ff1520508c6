import assert from "node:assert/strict";
import { functionKey } from "../../start/function-key.js";

describe("functionKey", () => {
  it("waits for a host that is not up yet", async () => {
    let asked = 0;
    const control = {
      functionKey: async (site: string) => {
        asked += 1;
        if (asked < 3) throw new Error(`no running app "${site}"`);
        return "k3y";
      },
    };
    assert.equal(await functionKey(control, "func-a"), "k3y");
    assert.equal(asked, 3);
  });
});
