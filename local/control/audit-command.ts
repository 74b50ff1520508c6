import type { Audit, AuditedCall, AuditedGrant, AuditedIdentity } from "../authorization/audit.js";
import { nameOf } from "../shared/arm-id.js";
import { readableScope } from "../shared/readable-scope.js";
import type { ControlClient } from "./control-client.js";

/** What to print, and whether all is well. */
export interface Audited {
  readonly text: string;
  /** No declared grant is unused, and no call was denied but in the time that a new grant may take. */
  readonly ok: boolean;
}

/** `audit`: for each identity what it was granted, what of it it used, and what it was denied. */
export async function auditCommand(control: Pick<ControlClient, "audit">, json: boolean): Promise<Audited> {
  const audit = await control.audit();
  const declared = audit.identities.flatMap(({ grants }) => grants).filter(({ standing }) => !standing);
  const unused = declared.filter(isUnused).length;
  const denied = audit.identities
    .flatMap((identity) => identity.denied)
    .filter(({ inGrace }) => !inGrace)
    .reduce((sum, { count }) => sum + count, 0);
  const ok = unused === 0 && denied === 0;
  if (json) return { text: JSON.stringify(audit, undefined, 2), ok };
  const used = declared.length - unused;
  const sum = `${declared.length} role assignments: ${used} used, ${unused} never used. ${denied} calls denied.`;
  return { text: [...tablesOf(audit), sum].join("\n\n"), ok };
}

const isUnused = ({ uses }: AuditedGrant): boolean => uses.length === 0;

function tablesOf({ identities }: Audit): string[] {
  const tables = identities.map((identity) => ({ title: titleOf(identity), rows: rowsOf(identity) }));
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...tables.flatMap(({ rows }) => rows.map((row) => row[column]?.length ?? 0))),
  );
  const lineOf = (row: readonly string[]) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`;
  return tables.map(({ title, rows }) => [title, ...rows.map((row) => lineOf(row).trimEnd())].join("\n"));
}

function titleOf({ name, attachedTo, grants }: AuditedIdentity): string {
  if (grants.length > 0 && grants.every(({ standing }) => standing)) return `${name}, by grants that no program made`;
  return attachedTo.length === 0 ? name : `${name}, which ${attachedTo.map(nameOf).join(" and ")} can be`;
}

function rowsOf({ grants, denied }: AuditedIdentity): string[][] {
  const granted = grants.map((grant) => {
    const unused = isUnused(grant);
    const narrower = grant.narrower === undefined ? "" : `; ${grant.narrower} would do`;
    return [
      unused ? "never used" : "used",
      grant.role.name,
      readableScope(grant.scope),
      unused ? (grant.why ?? "") : `${spoken(grant.uses)}${narrower}`,
    ];
  });
  const refused = denied.map((call) => [
    call.inGrace ? "denied, its grant was new" : "denied",
    call.operation,
    readableScope(call.scope),
    `${call.count} times, last ${call.last}; it needs ${call.rights.map((all) => all.join(" and ")).join(" or ")}`,
  ]);
  return [...granted, ...refused];
}

/** `Get Blob 3, Put Blob 1` */
function spoken(uses: readonly AuditedCall[]): string {
  const counts = new Map<string, number>();
  for (const { operation, count } of uses) counts.set(operation, (counts.get(operation) ?? 0) + count);
  return [...counts].map(([operation, count]) => `${operation} ${count}`).join(", ");
}
