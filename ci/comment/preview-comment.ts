import { changesIn, type Operation } from "./change.js";
import type { ContractChange } from "./contract-changes.js";
import { breaks, contractSection } from "./contract-section.js";
import type { Digest } from "./digest.js";
import { policySection, validatedSection } from "./finding-sections.js";
import { block, inert, quoted } from "./inert.js";
import { KnownResources } from "./known-resources.js";
import type { PolicyFinding } from "./policy-findings.js";
import { privilegesOf } from "./privilege-section.js";
import { costSection, diffSection, noteSection, replacementSection, resourceSection } from "./resource-sections.js";
import { fitted, LONGEST_COMMENT, type Section } from "./section.js";
import type { ValidatedStack } from "./validated.js";

/** What came of the preview. */
export type Outcome =
  | { readonly is: "previewed"; readonly digest: Digest; readonly policies: readonly PolicyFinding[] }
  | {
      readonly is: "failed";
      /** What the CLI said. */
      readonly said: string;
      /** What was wrong, and the way on, where it is known. */
      readonly explanation: string | undefined;
      readonly policies: readonly PolicyFinding[];
    }
  | { readonly is: "left out"; readonly why: string };

export interface CommentParts {
  readonly stack: string;
  /** What is previewed, e.g. a commit's hash; empty when it is not known. */
  readonly commit: string;
  readonly outcome: Outcome;
  /** Against the base, or why they are not known. */
  readonly contracts: readonly ContractChange[] | { readonly why: string };
  readonly validated: readonly ValidatedStack[];
}

/** By which the comment of a stack is found again. */
export const markerOf = (stack: string): string => `<!-- gridwire preview: ${stack} -->`;

/**
 * The comment of one stack on a pull request, in Markdown: what a reviewer has to see first comes first, and what does
 * not fit is cut from the end.
 *
 * @param longest in characters as GitHub counts them.
 */
export function previewComment(parts: CommentParts, longest: number = LONGEST_COMMENT): string {
  const { stack, contracts, validated, outcome } = parts;
  const digest = outcome.is === "previewed" ? outcome.digest : EMPTY;
  const changes = changesIn(digest);
  const privileges = privilegesOf(changes, new KnownResources(digest));
  const policies = outcome.is === "left out" ? [] : outcome.policies;
  const events = isKnown(contracts) ? contracts : [];
  const sections: Section[] = [
    ...privileges.sections,
    contractSection(events),
    policySection(policies),
    validatedSection(validated),
    replacementSection(changes),
    costSection(changes),
    resourceSection(changes),
    noteSection(digest.diagnostics),
    diffSection(changes),
  ];
  const isQuiet = sections.every(({ entries }) => entries.length === 0);
  const counts = countsIn(digest);
  const alarms = [
    alarm(privileges.wider, "change lets", "changes let", "somebody do more"),
    alarm(events.filter(breaks).length, "contract breaks", "contracts break"),
    alarm(
      policies.filter(({ isMandatory }) => isMandatory).length,
      "mandatory policy is violated",
      "mandatory policies are violated",
    ),
    alarm(
      validated.flatMap(({ findings }) => findings).length,
      "resource is not what Azure takes",
      "resources are not what Azure takes",
    ),
    alarm(
      changes.filter(({ operation }) => operation === "delete" || operation === "replace").length,
      "resource goes or is replaced",
      "resources go or are replaced",
    ),
  ].filter((text) => text !== "");
  const of = parts.commit === "" ? "" : ` Commit ${quoted(parts.commit)}.`;
  const left = isKnown(contracts) ? "" : `Contract changes are left out: ${inert(contracts.why)}.`;
  const top = (text: string) => [markerOf(stack), text, left].filter((part) => part !== "").join("\n\n");
  if (outcome.is === "previewed" && isQuiet)
    return fitted(top(`**Preview of ${quoted(stack)}**: no changes; ${counts.same} stay the same.${of}`), [], longest);
  const lines = [
    `## Preview of ${quoted(stack)}${outcome.is === "failed" ? " failed" : ""}`,
    `${headline(outcome, counts)}${of}`,
    ...(alarms.length === 0 ? [] : [`⚠️ ${alarms.join(" · ")}`]),
    ...allFit(validated),
    ...(outcome.is === "failed" ? [failure(outcome)] : []),
  ];
  return fitted(top(lines.join("\n\n")), sections, longest);
}

const EMPTY: Digest = { steps: [], diagnostics: [], changeSummary: {} };

const isKnown = (contracts: CommentParts["contracts"]): contracts is readonly ContractChange[] =>
  Array.isArray(contracts);

const COUNTED = ["create", "update", "replace", "delete"] as const satisfies readonly Operation[];

/** As the CLI counts, components among them. */
function countsIn({ changeSummary }: Digest): Record<(typeof COUNTED)[number] | "same", number> {
  const count = (op: string) => changeSummary[op] ?? 0;
  return {
    create: count("create") + count("import"),
    update: count("update"),
    replace: count("replace"),
    delete: count("delete"),
    same: count("same"),
  };
}

function headline(outcome: Outcome, counts: ReturnType<typeof countsIn>): string {
  if (outcome.is === "left out") return `There is no preview: ${inert(outcome.why)}.`;
  if (outcome.is === "failed") return "It did not come to its end, so nothing is said of resources.";
  return `**${COUNTED.map((operation) => `${counts[operation]} to ${operation}`).join(", ")}**, ${counts.same} stay the same.`;
}

/** That all is well with what was checked, when it is. */
function allFit(validated: readonly ValidatedStack[]): string[] {
  const isWell = validated.length > 0 && validated.every(({ findings }) => findings.length === 0);
  const stacks = validated.map(({ stack }) => quoted(stack)).join(", ");
  return isWell ? [`Every resource of ${stacks} fits Azure's published types.`] : [];
}

const LONGEST_FAILURE = 4000;

/** The end of what the CLI said has the cause. */
function failure({ said, explanation }: Extract<Outcome, { is: "failed" }>): string {
  const shown = said.length > LONGEST_FAILURE ? `…${said.slice(-LONGEST_FAILURE)}` : said;
  const cause = explanation === undefined ? "" : `${inert(explanation, LONGEST_FAILURE)}\n\n`;
  return `${cause}${block(shown)}`;
}

const alarm = (count: number, one: string, many: string, rest = ""): string =>
  count === 0 ? "" : `${count} ${count === 1 ? one : many}${rest === "" ? "" : ` ${rest}`}`;
