import { itIsInStep } from "../../../shared/conformance-list.js";

describe("Functions conformance: the list", () => {
  itIsInStep({
    page: "docs/reference/functions-host.md",
    tests: "test/local/functions/conformance",
    least: { rows: 60, tests: 40 },
  });
});
