import type { AuditedGrant } from "../../local/authorization/audit.js";
import { readableScope } from "../../local/shared/readable-scope.js";
import { refusedWith } from "../refused-with.js";
import { documentationOf } from "./documented-roles.js";
import { type Finding, type Grant, spoken } from "./prove-grant.js";

/** What is to be said of one role assignment. */
export interface Verdict extends Grant {
  readonly finding: Finding;
}

/** Columns before the last one, known before anything was taken away. */
export const HEADINGS = ["who", "role", "scope", "needed by"] as const;

export const cellsOf = ({ identity, grant }: Grant): string[] => [
  identity.name,
  grant.role.name,
  readableScope(grant.scope),
  grant.why ?? "it does not say",
];

/** A line of the table: its columns as wide as the widest cell. */
export function lineOf(cells: readonly string[], all: readonly Grant[], last: string): string {
  const rows = [HEADINGS, ...all.map(cellsOf)];
  const padded = cells.map((cell, at) => cell.padEnd(Math.max(...rows.map((row) => row[at]?.length ?? 0))));
  return [...padded, last].join("  ");
}

/** What broke without it, by which refused call. */
export function brokenBy({ finding: { broke, denied } }: Verdict): string {
  const calls = [...new Set(denied.map(({ operation }) => `${refusedWith(operation)}: ${operation}`))].join(", ");
  if (broke === undefined) return calls === "" ? "nothing" : `nothing, though refused with ${calls}`;
  return calls === "" ? `${spoken(broke)}, but no call was refused` : `${broke.what} (${calls})`;
}

/** What the run comes to. */
export interface Summary {
  readonly lines: readonly string[];
  /** Each is needed, and none is wider than it has to be. */
  readonly ok: boolean;
}

/**
 * @param grants as they are after the run, by id: with all that was used of them.
 */
export function summarize(verdicts: readonly Verdict[], grants: ReadonlyMap<string, AuditedGrant>): Summary {
  const told = verdicts.map((verdict) => {
    const narrower = grants.get(verdict.grant.id)?.narrower;
    const isNeeded = verdict.finding.broke !== undefined && verdict.finding.denied.length > 0;
    const documentation =
      !isNeeded || narrower !== undefined ? documentationOf(verdict.identity, verdict.grant) : undefined;
    return { verdict, narrower, isNeeded, documentation };
  });
  const documented = told.filter(({ documentation }) => documentation !== undefined);
  const undocumented = told.filter(({ documentation }) => documentation === undefined);
  const unused = undocumented.filter(({ isNeeded }) => !isNeeded);
  const wider = undocumented.filter(({ narrower }) => narrower !== undefined);
  const nameOf = ({ verdict: { identity, grant } }: (typeof told)[number]) =>
    `${identity.name}: ${grant.role.name} on ${readableScope(grant.scope)}`;
  return {
    ok: unused.length === 0 && wider.length === 0,
    lines: [
      ...section(
        "Wider than what was used, as Azure's documentation demands:",
        documented.map((one) => `${nameOf(one)}: ${one.documentation?.because}\n    ${one.documentation?.source}`),
      ),
      ...section(
        "Not needed:",
        unused.map(
          (one) => `${nameOf(one)}: nothing broke without it. Its reason was: ${one.verdict.grant.why ?? "none"}`,
        ),
      ),
      ...section(
        "Wider than needed:",
        wider.map((one) => `${nameOf(one)}: ${one.narrower} would do`),
      ),
      `${told.length} role assignments: ${told.length - unused.length} needed, ${unused.length} unused, ${wider.length} wider than needed, ${documented.length} documented`,
    ],
  };
}

const section = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [title, ...items.map((item) => `  ${item}`), ""];
