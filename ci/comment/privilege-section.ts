import type { Change } from "./change.js";
import { entitlementChanges } from "./entitlements.js";
import { type Grant, whyOf } from "./grant.js";
import { quoted } from "./inert.js";
import type { KnownResources } from "./known-resources.js";
import { type RoleChange, roleChanges } from "./role-changes.js";
import { list, rows, type Section } from "./section.js";
import { switchChanges } from "./switches.js";

/** Who may do what, as it would be. */
export interface Privileges {
  readonly sections: readonly Section[];
  /** How many changes let somebody do more. */
  readonly wider: number;
}

const HEADS = ["", "Who", "Role", "On", "Kind of principal", "Why"];

/** Changes of rights: role assignments first, then trust, network and keys. */
export function privilegesOf(changes: readonly Change[], known: KnownResources): Privileges {
  const roles = roleChanges(changes, known);
  const others = [...entitlementChanges(changes), ...switchChanges(changes)].sort(
    (one, other) => Number(other.isWider) - Number(one.isWider),
  );
  const title = "### Privilege changes";
  const table = rows(title, HEADS, roles.map(rowOf));
  const rest = list(
    roles.length === 0 ? title : "Trust, network and keys:",
    others.map(({ text }) => text),
  );
  return {
    sections: [table, rest],
    wider: [...roles, ...others].filter(({ isWider }) => isWider).length,
  };
}

function rowOf({ kind, warnings, before, after }: RoleChange): string[] {
  const grant = after ?? before;
  if (grant === undefined) return [];
  const both = (words: (grant: Grant) => string) =>
    before === undefined || after === undefined || words(before) === words(after)
      ? words(grant)
      : `${words(before)} → ${words(after)}`;
  const marks = warnings.length === 0 ? "" : ` ⚠️ ${warnings.join(", ")}`;
  return [
    `**${kind}**${marks}`,
    both(({ who }) => who.words),
    both(({ role }) => quoted(role)),
    both(({ scope }) => scope.words),
    both(({ principalType }) => (principalType === "" ? "not stated" : quoted(principalType))),
    whyOf(grant),
  ];
}
