import assert from "node:assert/strict";
import { metricsCommand } from "../../../local/control/metrics-command.js";
import type { Metric } from "../../../local/shared/metrics.js";

const TOPIC = "/subscriptions/s/resourceGroups/g/providers/Microsoft.EventGrid/topics/names";
const metric = (name: string, more: Partial<Metric> = {}): Metric => ({
  name,
  description: "",
  unit: "Count",
  resource: TOPIC,
  dimensions: {},
  total: 3,
  count: 2,
  ...more,
});

describe("metrics", () => {
  const shown = (metrics: readonly Metric[], json = false) =>
    metricsCommand({ metrics: () => Promise.resolve([...metrics]) }, json);

  it("are shown by topic and subscription, counts as sums and durations as averages", async () => {
    const dimensions = { EventSubscriptionName: "evgs-tally" };
    const text = await shown([
      metric("PublishSuccessCount"),
      metric("DeliverySuccessCount", { dimensions }),
      metric("DestinationProcessingDurationInMs", { dimensions, unit: "MilliSeconds" }),
      metric("DroppedEventCount", { dimensions: { ...dimensions, DropReason: "TimeToLiveExceeded" } }),
    ]);
    assert.equal(
      text,
      [
        "names",
        "  PublishSuccessCount                3",
        "",
        "names → evgs-tally",
        "  DeliverySuccessCount               3",
        "  DestinationProcessingDurationInMs  1.5 ms on average of 2",
        "  DroppedEventCount                  3 (DropReason TimeToLiveExceeded)",
      ].join("\n"),
    );
  });

  it("are given whole as JSON", async () => {
    const metrics = [metric("PublishSuccessCount")];
    assert.deepEqual(JSON.parse(await shown(metrics, true)), metrics);
  });

  it("say that there are none yet", async () => {
    assert.match(await shown([]), /no event was published/);
    assert.equal(await shown([], true), "[]");
  });
});
