import assert from "node:assert/strict";
import { generator, recorder, tally } from "../../contracts/index.js";
import { alwaysReady } from "../../infra/always-ready.js";

describe("alwaysReady", () => {
  it("is nothing for 0", () => assert.deepEqual(alwaysReady(tally, 0), []));

  it("keeps each event function warm, and HTTP functions together", () => {
    assert.deepEqual(alwaysReady(tally, 2), [
      { name: "function:countName", instanceCount: 2 },
      { name: "http", instanceCount: 2 },
    ]);
    assert.deepEqual(alwaysReady(recorder, 1), [{ name: "function:recordName", instanceCount: 1 }]);
  });

  it("keeps no timer warm", () => {
    assert.deepEqual(alwaysReady(generator, 1), [{ name: "http", instanceCount: 1 }]);
  });
});
