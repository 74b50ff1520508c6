import assert from "node:assert/strict";
import { queueSettingsOfBlobs } from "../../../../local/functions/bindings/queue-settings.js";

describe("settings of blobs in host.json", () => {
  const handledAtOnce = (maxDegreeOfParallelism: number) => {
    const { batchSize, newBatchThreshold } = queueSettingsOfBlobs({ maxDegreeOfParallelism, poisonBlobThreshold: 5 });
    // A new batch is fetched as soon as no more than the threshold are under way.
    return batchSize + newBatchThreshold;
  };

  it("let as many blobs be handled at once as maxDegreeOfParallelism says", () => {
    assert.deepEqual([1, 2, 3, 8, 32].map(handledAtOnce), [1, 2, 3, 8, 32]);
  });
});
