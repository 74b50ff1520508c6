import assert from "node:assert/strict";
import { diagnosticsIn } from "../../../arm/declared/diagnostics.js";

describe("Why an update failed", () => {
  it("is in the part of the output for it", () => {
    const output = "Updating (dev):\n + group\nDiagnostics:\n  stack:\n    error: bad\n\nResources:\n    + 3 created\n";
    assert.equal(diagnosticsIn(output), "stack:\n    error: bad");
  });

  it("is all of the output without one", () => assert.equal(diagnosticsIn(" no backend \n"), "no backend"));
});
