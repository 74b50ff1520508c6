import { code, table } from "../markdown.js";
import type { PlanHeader } from "./plan-file.js";
import type { PlannedChange } from "./planned-changes.js";

const MOST_ROWS = 200;

/** What a plan will do, in Markdown. */
export function planSummary({ stack, commit, packages }: PlanHeader, changes: readonly PlannedChange[]): string {
  const counts = Map.groupBy(changes, ({ step }) => step);
  const counted = [...counts].map(([step, some]) => `${some.length} to ${step}`).join(", ");
  return [
    `## Plan for ${stack}: ${counted || "nothing to change"}`,
    `Commit ${code(commit)}; packages ${packagesText(packages)}.`,
    changesTable(changes),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** A row for each resource that changes; nothing when none does. */
export function changesTable(changes: readonly PlannedChange[]): string {
  if (changes.length === 0) return "";
  const order = ["delete", "replace", "update", "create", "other"];
  const sorted = changes.toSorted((a, b) => order.indexOf(a.step) - order.indexOf(b.step));
  const rows = sorted.slice(0, MOST_ROWS).map(({ step, type, name }) => [step, code(name), code(type)]);
  const more = sorted.length > MOST_ROWS ? `\n\nand ${sorted.length - MOST_ROWS} more.` : "";
  return `${table(["", "Resource", "Type"], rows)}${more}`;
}

/** e.g. `recorder` 0123456789ab, `tally` … */
export const packagesText = (packages: PlanHeader["packages"]): string =>
  Object.entries(packages)
    .map(([app, hash]) => `${app} ${code(hash.slice(0, 12))}`)
    .join(", ");
