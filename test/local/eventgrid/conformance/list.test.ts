import { itIsInStep } from "../../../shared/conformance-list.js";

describe("Event Grid conformance: the list", () => {
  itIsInStep({
    page: "docs/reference/event-grid.md",
    tests: "test/local/eventgrid/conformance",
    least: { rows: 60, tests: 10 },
  });
});
