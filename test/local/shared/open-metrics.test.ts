import assert from "node:assert/strict";
import type { Metric } from "../../../local/shared/metrics.js";
import { openMetrics } from "../../../local/shared/open-metrics.js";

describe("openMetrics", () => {
  const metric = (more: Partial<Metric> = {}): Metric => ({
    name: "DeliverySuccessCount",
    description: "Total events delivered to this event subscription",
    unit: "Count",
    resource: "/topics/names",
    dimensions: { EventSubscriptionName: "all" },
    total: 3,
    count: 2,
    ...more,
  });

  it("writes counts as counters and durations as summaries, each family once and together", () => {
    const duration = {
      name: "DestinationProcessingDurationInMs",
      unit: "MilliSeconds",
      description: "Duration",
    } as const;
    const text = openMetrics([
      metric(),
      metric({ ...duration, dimensions: {}, total: 12.5 }),
      metric({ resource: "/topics/other", total: 1 }),
    ]);
    assert.equal(
      text,
      `# TYPE DeliverySuccessCount counter
# HELP DeliverySuccessCount Total events delivered to this event subscription
DeliverySuccessCount_total{resource="/topics/names",EventSubscriptionName="all"} 3
DeliverySuccessCount_total{resource="/topics/other",EventSubscriptionName="all"} 1
# TYPE DestinationProcessingDurationInMs summary
# HELP DestinationProcessingDurationInMs Duration
DestinationProcessingDurationInMs_count{resource="/topics/names"} 2
DestinationProcessingDurationInMs_sum{resource="/topics/names"} 12.5
# EOF
`,
    );
  });

  it("escapes what a label may not hold", () => {
    const text = openMetrics([metric({ dimensions: { Error: 'a"b\\c\nd' } })]);
    assert.ok(text.includes(String.raw`Error="a\"b\\c\nd"} 3`), text);
  });

  it("ends also without any metric", () => {
    assert.equal(openMetrics([]), "# EOF\n");
  });
});
