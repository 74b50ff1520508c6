import type { Metric } from "./metrics.js";

/** Content type of the text. */
export const OPEN_METRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/**
 * Metrics as OpenMetrics text: counts as counters, durations as summaries with their sum and their number. Names stay
 * Azure's; the resource is the label `resource`, and each dimension a label.
 *
 * @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 */
export function openMetrics(metrics: readonly Metric[]): string {
  const families = new Map<string, Metric[]>();
  for (const metric of metrics) families.set(metric.name, [...(families.get(metric.name) ?? []), metric]);
  return `${[...families.values()].flatMap(family).join("")}# EOF\n`;
}

function family(metrics: readonly Metric[]): string[] {
  const [first] = metrics;
  if (first === undefined) return [];
  const { name, description, unit } = first;
  return [
    `# TYPE ${name} ${unit === "Count" ? "counter" : "summary"}\n`,
    `# HELP ${name} ${escaped(description)}\n`,
    ...metrics.flatMap(samples),
  ];
}

function samples({ name, unit, resource, dimensions, total, count }: Metric): string[] {
  const labels = Object.entries({ resource, ...dimensions }).map(([label, value]) => `${label}="${escaped(value)}"`);
  const line = (suffix: string, value: number) => `${name}_${suffix}{${labels.join(",")}} ${value}\n`;
  return unit === "Count" ? [line("total", total)] : [line("count", count), line("sum", total)];
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
