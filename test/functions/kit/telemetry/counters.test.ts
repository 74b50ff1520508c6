import assert from "node:assert/strict";
import { Counters, SERIES_LIMIT } from "../../../../functions/kit/telemetry/counters.js";

const sender = { instrumentationKey: "key", role: "func-tester", instance: "one" };

interface MetricData {
  readonly metrics: readonly { readonly name: string; readonly value: number; readonly count: number }[];
  readonly properties: Readonly<Record<string, string>>;
}
const taken = (counters: Counters) => counters.take(sender).map(({ data }) => data.baseData as MetricData);

describe("Counters", () => {
  it("sum up by name and dimensions, and forget what was taken", () => {
    const counters = new Counters();
    counters.add("names.recorded", { letter: "A" });
    counters.add("names.recorded", { letter: "B" });
    counters.add("names.recorded", { letter: "A" }, 4);
    counters.add("names.generated");
    assert.deepEqual(
      taken(counters).map(({ metrics: [metric], properties }) => [
        metric?.name,
        properties,
        metric?.value,
        metric?.count,
      ]),
      [
        ["names.recorded", { letter: "A" }, 5, 2],
        ["names.recorded", { letter: "B" }, 1, 1],
        ["names.generated", {}, 1, 1],
      ],
    );
    assert.deepEqual(taken(counters), []);
  });

  it("hold a bounded number of series, whatever is counted, and lose no count of the first names", () => {
    const counters = new Counters();
    for (let n = 0; n < 10_000; n += 1) counters.add("odd", { n: String(n) });
    const all = taken(counters);
    assert.equal(all.length, SERIES_LIMIT + 1);
    assert.equal(
      all.reduce((sum, { metrics: [metric] }) => sum + (metric?.value ?? 0), 0),
      10_000,
    );
    assert.deepEqual(all.at(-1)?.properties, { "otel.metric.overflow": "true" });
    for (let n = 0; n < 10_000; n += 1) counters.add(`odd.${n}`);
    assert.ok(taken(counters).length <= 2 * SERIES_LIMIT);
  });
});
