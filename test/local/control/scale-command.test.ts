import assert from "node:assert/strict";
import { scaleCommand } from "../../../local/control/scale-command.js";

describe("scale command", () => {
  const app = { name: "func-tally", state: "Running", instances: 1 };
  let asked: [string, number][];
  let counts: number[];
  beforeEach(() => {
    asked = [];
    counts = [1, 2, 3];
  });
  const control = {
    scale: async (site: string, instances: number) => void asked.push([site, instances]),
    status: async () => ({
      pid: 1,
      resources: 0,
      memoryMB: 0,
      apps: [
        { ...app, name: "func-other", instances: 9 },
        { ...app, instances: counts.shift() ?? 3 },
      ],
    }),
  };

  it("asks for so many instances, and waits until they run", async () => {
    assert.equal(await scaleCommand(control, "func-tally", "3"), "func-tally runs in 3 instances.");
    assert.deepEqual(asked, [["func-tally", 3]]);
    assert.deepEqual(counts, []);
  });

  it("tells of one as of one", async () =>
    assert.equal(await scaleCommand(control, "func-tally", "1"), "func-tally runs in 1 instance."));

  for (const number of [undefined, "", "many", "1.5"]) {
    it(`does not take "${number}"`, async () => {
      await assert.rejects(scaleCommand(control, "func-tally", number), /expected a number of instances, e\.g\. 3/);
      assert.deepEqual(asked, []);
    });
  }
});
