import { nameOf } from "../shared/arm-id.js";
import type { Metric } from "../shared/metrics.js";
import type { ControlClient } from "./control-client.js";

/** `metrics`: what was counted and measured since the start, by resource and subscription. @returns what to print. */
export async function metricsCommand(control: Pick<ControlClient, "metrics">, json: boolean): Promise<string> {
  const metrics = await control.metrics();
  if (json) return JSON.stringify(metrics, undefined, 2);
  if (metrics.length === 0) return "Nothing was counted yet: no event was published since the start.";
  const titles = [...new Set(metrics.map(titleOf))].sort();
  const width = Math.max(...metrics.map((metric) => metric.name.length));
  const lineOf = (metric: Metric) => `  ${metric.name.padEnd(width)}  ${measuredBy(metric)}${detailsOf(metric)}`;
  return titles
    .map((title) => [title, ...metrics.filter((metric) => titleOf(metric) === title).map(lineOf)].join("\n"))
    .join("\n\n");
}

function titleOf({ resource, dimensions }: Metric): string {
  const { EventSubscriptionName: subscription } = dimensions;
  return subscription === undefined ? nameOf(resource) : `${nameOf(resource)} → ${subscription}`;
}

const measuredBy = ({ unit, total, count }: Metric): string =>
  unit === "Count" ? String(total) : `${(total / count).toFixed(1)} ms on average of ${count}`;

/** What else tells it from others of its name. */
function detailsOf({ dimensions }: Metric): string {
  const details = Object.entries(dimensions).filter(([name]) => name !== "EventSubscriptionName");
  return details.length === 0 ? "" : ` (${details.map(([name, value]) => `${name} ${value}`).join(", ")})`;
}
