import type { Change } from "./change.js";
import { type Grant, grantOf } from "./grant.js";
import { inert, quoted } from "./inert.js";
import type { KnownResources } from "./known-resources.js";
import { roleStrength } from "./role-strength.js";
import { isBroad, isWider } from "./scope.js";

/** A role assignment that comes, goes, or gives something else. */
export interface RoleChange {
  readonly kind: "added" | "removed" | "changed";
  /** Whether somebody may do more than before. */
  readonly isWider: boolean;
  /** What should be looked at twice; Markdown. */
  readonly warnings: readonly string[];
  readonly before: Grant | undefined;
  readonly after: Grant | undefined;
}

const ASSIGNMENT = /^azure-native:authorization(\/\w+)?:RoleAssignment$/;

/**
 * What the stack would give, take and change of rights. An assignment that goes and one that comes with the same
 * principal, and the same role or the same scope, is one change; the same right under another name is none.
 */
export function roleChanges(changes: readonly Change[], known: KnownResources): RoleChange[] {
  const pairs = changes
    .filter(({ type }) => ASSIGNMENT.test(type))
    .map(({ operation, before, after }) => ({
      before: before === undefined || operation === "create" ? undefined : grantOf(before, known),
      after: after === undefined || operation === "delete" ? undefined : grantOf(after, known),
    }));
  return joined(pairs)
    .filter(({ before, after }) => before === undefined || after === undefined || !isSame(before, after))
    .map(({ before, after }) => describe(before, after))
    .sort((one, other) => Number(other.isWider) - Number(one.isWider));
}

interface Pair {
  readonly before: Grant | undefined;
  readonly after: Grant | undefined;
}

function joined(pairs: readonly Pair[]): Pair[] {
  const rest = [...pairs];
  const found: Pair[] = [];
  // The closest relatives first: the same right, then the same scope, then the same role.
  for (const isRelative of [isSame, isSameScope, isSameRole]) {
    for (const removed of rest.filter(({ after }) => after === undefined)) {
      const added = rest.find(
        ({ before, after }) => before === undefined && after && removed.before && isRelative(removed.before, after),
      );
      if (added === undefined) continue;
      found.push({ before: removed.before, after: added.after });
      for (const one of [removed, added]) rest.splice(rest.indexOf(one), 1);
    }
  }
  return [...found, ...rest];
}

const isSameScope = (one: Grant, other: Grant) => one.who.key === other.who.key && one.scope.key === other.scope.key;
const isSameRole = (one: Grant, other: Grant) => one.who.key === other.who.key && one.role === other.role;
const isSame = (one: Grant, other: Grant) =>
  isSameScope(one, other) &&
  isSameRole(one, other) &&
  one.condition === other.condition &&
  one.principalType === other.principalType;

function describe(before: Grant | undefined, after: Grant | undefined): RoleChange {
  if (after === undefined) return { kind: "removed", isWider: false, warnings: [], before, after };
  const warnings = [...(before === undefined ? [] : stepsUp(before, after)), ...alarms(before, after)];
  const kind = before === undefined ? "added" : "changed";
  return { kind, isWider: before === undefined || warnings.length > 0, warnings, before, after };
}

/** What is more than it was. */
function stepsUp(before: Grant, after: Grant): string[] {
  const [was, is] = [roleStrength(before.role), roleStrength(after.role)];
  const isStronger = before.role !== after.role && (was === undefined || is === undefined || is > was);
  const scopes = before.scope.key !== after.scope.key;
  return [
    ...(isStronger ? [was === undefined || is === undefined ? "perhaps a stronger role" : "a stronger role"] : []),
    ...(scopes && isWider(after.scope, before.scope) ? ["a wider scope"] : []),
    ...(scopes && !isWider(after.scope, before.scope) && !isWider(before.scope, after.scope) ? ["another scope"] : []),
    ...(before.who.key !== after.who.key ? ["another principal"] : []),
    ...(before.condition !== after.condition
      ? [after.condition === "" ? "no condition any more" : `another condition: ${inert(after.condition)}`]
      : []),
  ];
}

/** What is much by itself. */
function alarms(before: Grant | undefined, after: Grant): string[] {
  const { scope, role, condition, principalType } = after;
  const strength = roleStrength(role);
  const isNew = (test: (grant: Grant) => boolean) => before === undefined || !test(before);
  return [
    ...(isBroad(scope) && isNew((grant) => isBroad(grant.scope))
      ? ["on everything in it, also what is made later"]
      : []),
    ...(strength === 5 && isNew((grant) => roleStrength(grant.role) === 5)
      ? [condition === "" ? "may give out rights, without a condition" : "may give out rights"]
      : []),
    ...(strength === undefined && isNew((grant) => grant.role === role) ? ["a role that is not built in"] : []),
    ...(principalType !== "ServicePrincipal" && isNew((grant) => grant.principalType === principalType)
      ? [principalType === "" ? "the kind of principal is not stated" : `to a ${quoted(principalType)}`]
      : []),
  ];
}
