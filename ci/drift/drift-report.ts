import { masked } from "../comment/masked.js";
import { code, table } from "../markdown.js";
import type { ResourceDrift } from "./step.js";

/** In each section: with the longest values the report stays below the 65,536 characters of an issue. */
const MOST_ROWS = 50;
const LONGEST_VALUE = 120;
/** Of a value, before it is masked and cut: more than is shown, so that no half of a key is. */
const LOOKED_AT = 1000;

export interface Drift {
  readonly stack: string;
  /** Azure is not as the state has it: somebody changed it by another way. */
  readonly inAzure: readonly ResourceDrift[];
  /** What a deployment of this code would do now. */
  readonly toDeploy: readonly ResourceDrift[];
  readonly commit: string;
}

export const isDrift = ({ inAzure, toDeploy }: Drift): boolean => inAzure.length + toDeploy.length > 0;

/** First line of the issue: by it the next run finds it again. */
export const markerOf = (stack: string): string => `<!-- gridwire drift of ${stack} -->`;

export const titleOf = (stack: string): string => `Drift: ${stack} is not what its code says`;

/** What drifted, by resource and property, in Markdown. */
export function driftReport(drift: Drift): string {
  const { stack, inAzure, toDeploy, commit } = drift;
  if (!isDrift(drift)) return `## No drift: ${stack} is what its code says\n\nCommit ${code(commit)}.\n`;
  const parts = [
    `## Drift: ${stack} is not what its code says`,
    `Commit ${code(commit)}. Nothing was changed by looking.`,
    section("Azure is not as Pulumi left it", inAzure, "In the state", "In Azure"),
    section("What a deployment would do now", toDeploy, "In Azure", "In the code"),
    wayOn(drift),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function section(title: string, drift: readonly ResourceDrift[], before: string, now: string): string {
  if (drift.length === 0) return "";
  const rows = drift.flatMap(({ name, type, operation, properties }) => {
    const resource = [operation, `${code(name)}<br>${code(type)}`];
    if (properties.length === 0) return [[...resource, "", "", ""]];
    return properties.map((property) => [...resource, property.path, property.before, property.now]);
  });
  const shownRows = rows
    .slice(0, MOST_ROWS)
    .map(([operation = "", resource = "", ...values]) => [
      operation,
      resource,
      ...values.map((one) => code(shown(one))),
    ]);
  const more = rows.length > MOST_ROWS ? `\n\nand ${rows.length - MOST_ROWS} more.` : "";
  return `### ${title}\n\n${table(["", "Resource", "Property", before, now], shownRows)}${more}`;
}

/** What is secret is `[secret]` already; what looks like a key or a token is masked as well. */
function shown(value: string): string {
  const safe = masked(value.slice(0, LOOKED_AT));
  return safe.length > LONGEST_VALUE ? `${safe.slice(0, LONGEST_VALUE)}…` : safe;
}

function wayOn({ stack, inAzure, toDeploy }: Drift): string {
  const page = "docs/how-to/find-drift.md";
  if (inAzure.length === 0)
    return `### The way on\n\nNobody changed Azure: ${toDeploy.length} of this commit's changes are not deployed to ${stack} yet. A deployment that waits for its approval, or one that failed, looks so.`;
  return `### The way on\n\n- what is right in Azure: write it into the code, or into ${code(`Pulumi.${stack}.yaml`)}, and merge\n- what is wrong in Azure: deploy with ${code("--refresh")}, which puts back what the code says\n- while a deployment runs, Azure is ahead of the state: look again afterwards\n\nMore: ${page}.`;
}
