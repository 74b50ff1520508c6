import assert from "node:assert/strict";
import type { Journey } from "../../start/journey.js";
import { NAMES, waitForNames } from "../../start/wait-for-names.js";

const enough = { complete: () => Array.from({ length: NAMES }, (): Journey => ({ id: "a", passed: {} })) };

describe("Waiting for names", () => {
  it("ends when enough have arrived and the tally equals the blobs", async () => {
    const system = { submit: async () => "a", recorded: async () => 20, counted: async () => 20 };
    assert.deepEqual(await waitForNames(system, enough), { recorded: 20, counted: 20, equal: true });
  });

  it("goes on past what fails, and tells it: two that do not answer are not equal", async () => {
    let asked = 0;
    const answer = async () => {
      asked += 1;
      if (asked <= 2) throw new Error("answered 503");
      return 20;
    };
    const refuse = async () => assert.fail("answered 500");
    const system = { submit: refuse, recorded: answer, counted: answer };
    assert.deepEqual(await waitForNames(system, enough), {
      recorded: 20,
      counted: 20,
      equal: true,
      failure: "answered 503",
    });
  });
});
