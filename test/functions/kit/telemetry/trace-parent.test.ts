import assert from "node:assert/strict";
import { readTraceParent, writeTraceParent } from "../../../../functions/kit/telemetry/trace-parent.js";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

describe("traceparent", () => {
  it("is read, and written as it was", () => {
    for (const flags of ["00", "01"]) {
      const read = readTraceParent(`00-${TRACE}-${SPAN}-${flags}`);
      assert.deepEqual(read, { traceId: TRACE, spanId: SPAN, sampled: flags === "01" });
      assert.equal(read && writeTraceParent(read), `00-${TRACE}-${SPAN}-${flags}`);
    }
  });

  it("of a later version is read as far as it is known", () => {
    assert.equal(readTraceParent(`01-${TRACE}-${SPAN}-03-more`)?.sampled, true);
  });

  for (const [what, value] of Object.entries({
    nothing: undefined,
    "no text": 5,
    "empty text": "",
    "the trace of nobody": `00-${"0".repeat(32)}-${SPAN}-01`,
    "the span of nobody": `00-${TRACE}-${"0".repeat(16)}-01`,
    "upper case": `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    "half of it": `00-${TRACE}`,
    "something behind the flags": `00-${TRACE}-${SPAN}-01x`,
  })) {
    it(`is none: ${what}`, () => assert.equal(readTraceParent(value), undefined));
  }
});
