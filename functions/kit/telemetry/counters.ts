import { type Envelope, envelope, type Sender } from "./envelope.js";

export type Dimensions = Readonly<Record<string, string>>;

/** Series that are told apart until they are sent; what would be one more is counted under {@link OVERFLOW}. */
export const SERIES_LIMIT = 200;

/** @see https://opentelemetry.io/docs/specs/otel/metrics/sdk/#overflow-attribute */
export const OVERFLOW: Dimensions = { "otel.metric.overflow": "true" };

interface Series {
  readonly name: string;
  readonly dimensions: Dimensions;
  sum: number;
  count: number;
}

/** Sums since they were last sent, of bounded number whatever is counted. */
export class Counters {
  readonly #series = new Map<string, Series>();

  /** @param name words with dots, e.g. `names.recorded`. @param dimensions few values each: they tell series apart. */
  add(name: string, dimensions: Dimensions = {}, by = 1): void {
    const series = this.#find(name, dimensions) ?? this.#find(name, OVERFLOW);
    if (series === undefined) return;
    series.sum += by;
    series.count += 1;
  }

  /** What was counted, which is forgotten with it. */
  take(sender: Sender, now = new Date()): Envelope[] {
    const taken = [...this.#series.values()];
    this.#series.clear();
    return taken.map(({ name, dimensions, sum, count }) =>
      envelope(sender, "Metric", now, {
        baseType: "MetricData",
        baseData: {
          ver: 2,
          metrics: [{ name, dataPointType: "Aggregation", value: sum, count }],
          properties: dimensions,
        },
      }),
    );
  }

  #find(name: string, dimensions: Dimensions): Series | undefined {
    const key = keyOf(name, dimensions);
    const found = this.#series.get(key);
    // Places that are left belong to the overflow of each name.
    if (found !== undefined || (dimensions !== OVERFLOW && this.#series.size >= SERIES_LIMIT)) return found;
    if (this.#series.size >= 2 * SERIES_LIMIT) return undefined;
    const series = { name, dimensions, sum: 0, count: 0 };
    this.#series.set(key, series);
    return series;
  }
}

/** Counting is on the way of every run: most series have one dimension, which needs no sorting. */
function keyOf(name: string, dimensions: Dimensions): string {
  const keys = Object.keys(dimensions);
  if (keys.length > 1) keys.sort();
  return keys.reduce((key, one) => `${key}\0${one}\0${dimensions[one]}`, name);
}
