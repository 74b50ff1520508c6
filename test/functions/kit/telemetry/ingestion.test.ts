import assert from "node:assert/strict";
import { sentOf } from "../../../../functions/kit/telemetry/ingestion.js";

const batch = ["a", "b", "c"];

describe("An answer of ingestion", () => {
  it("with 200 took all", () => assert.deepEqual(sentOf(batch, 200, ""), { again: [], refused: 0 }));

  it("with 206 took a part: of the rest, what may be taken another time is sent again", () => {
    const errors = [
      { index: 0, statusCode: 400 },
      { index: 2, statusCode: 500 },
    ];
    const sent = sentOf(batch, 206, JSON.stringify({ itemsReceived: 3, itemsAccepted: 1, errors }));
    assert.deepEqual([sent.again, sent.refused, sent.why], [["c"], 1, "status 206"]);
  });

  for (const status of [401, 403, 408, 429, 439, 500, 502, 503, 504]) {
    it(`with ${status} may take the same another time`, () => {
      const sent = sentOf(batch, status, "");
      assert.deepEqual([sent.again, sent.refused, sent.why], [["a", "b", "c"], 0, `status ${status}`]);
    });
  }

  for (const status of [400, 402, 404, 413]) {
    it(`with ${status} will never take it`, () => {
      const sent = sentOf(batch, status, "");
      assert.deepEqual([sent.again, sent.refused], [[], 3]);
    });
  }
});
