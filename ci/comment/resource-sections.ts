import type { Change } from "./change.js";
import { costChanges } from "./cost.js";
import type { Diagnostic } from "./digest.js";
import { block, inert, quoted } from "./inert.js";
import { kindOf } from "./name-of.js";
import { rootOf } from "./property-changes.js";
import { list, rows, type Section } from "./section.js";
import { shownValue } from "./shown-value.js";

/** Kinds whose end is the end of data. */
const HOLDS_DATA =
  /^(StorageAccount|BlobContainer|Table|Queue|FileShare|Vault|Secret|Key|Workspace|Component|Database\w*|ResourceGroup)$/;

const MOST_INPUTS = 12;

/** What would go, come anew in another's place, or lose its protection. */
export const replacementSection = (changes: readonly Change[]): Section =>
  list(
    "### Replaced and deleted",
    changes
      .filter(({ operation, losesProtection }) => operation === "delete" || operation === "replace" || losesProtection)
      .map(({ operation, name, type, properties, losesProtection }) => {
        const holds = operation !== "update" && HOLDS_DATA.test(kindOf(type)) ? " ⚠️ holds data" : "";
        const loses = losesProtection ? " ⚠️ no longer protected" : "";
        const why = properties
          .filter(({ replaces }) => replaces)
          .map(
            ({ path, before, after }) =>
              `${quoted(path)} ${quoted(shownValue(before), 60)} → ${quoted(shownValue(after), 60)}`,
          );
        const because = why.length === 0 ? "" : `, because of ${why.join(", ")}`;
        return `**${operation}** ${quoted(name)} (${kindOf(type)})${holds}${loses}${because}`;
      }),
  );

/** What the bill will show. */
export const costSection = (changes: readonly Change[]): Section =>
  rows(
    "### Cost-relevant changes",
    ["Resource", "Change", "Why it matters"],
    costChanges(changes).map(({ name, what, why }) => [quoted(name), what, why]),
  );

/** Every resource that does not stay as it is. */
export const resourceSection = (changes: readonly Change[]): Section =>
  rows(
    "### Resources",
    ["", "Resource", "Type", "Inputs that change"],
    changes.map(({ operation, name, type, properties, before, after }) => {
      const inputs =
        before === undefined || after === undefined ? [] : [...new Set(properties.map(({ path }) => rootOf(path)))];
      const more = inputs.length > MOST_INPUTS ? ` and ${inputs.length - MOST_INPUTS} more` : "";
      return [
        operation,
        quoted(name),
        quoted(type),
        `${inputs
          .slice(0, MOST_INPUTS)
          .map((one) => quoted(one))
          .join(", ")}${more}`,
      ];
    }),
  );

/** What a preview cannot tell, and what the CLI and the providers warned of. */
export function noteSection(diagnostics: readonly Diagnostic[]): Section {
  const notes = diagnostics.filter(({ severity }) => severity === "warning" || severity === "info#err");
  const texts = notes.map(({ message = "" }) => inert(message)).filter((text) => text !== "");
  return {
    head: `<details><summary>Notes: what only the up can tell, and warnings (${texts.length})</summary>`,
    entries: texts.map((text) => `- ${text}`),
    gap: "\n",
    tail: "</details>",
  };
}

const MOST_LINES = 150;
const LONGEST_VALUE = 400;

/** Every property of every change, folded away. */
export const diffSection = (changes: readonly Change[]): Section => ({
  head: "<details><summary>Full diff</summary>",
  entries: changes.map((change) => block(linesOf(change).join("\n"), "diff")),
  gap: "\n\n",
  tail: "</details>",
});

/** Signs that a block of the language `diff` colours. */
const SIGNS: Readonly<Record<Change["operation"], string>> = {
  create: "+",
  import: "+",
  delete: "-",
  replace: "!",
  update: "!",
};

function linesOf({ operation, name, type, properties }: Change): string[] {
  const lines = properties.flatMap(({ path, before, after }) => [
    ...(before === undefined ? [] : [`-   ${path}: ${oneLine(before)}`]),
    ...(after === undefined ? [] : [`+   ${path}: ${oneLine(after)}`]),
  ]);
  const cut = lines.length - MOST_LINES;
  return [
    `${SIGNS[operation]} ${operation} ${oneLine(name)} (${type})`,
    ...lines.slice(0, MOST_LINES),
    ...(cut > 0 ? [`    and ${cut} more lines`] : []),
  ];
}

function oneLine(value: unknown): string {
  const text = shownValue(value).replace(/\s+/g, " ");
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
