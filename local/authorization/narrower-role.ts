import type { Right } from "../shared/access.js";
import { matchesAction } from "./action-pattern.js";
import { BUILT_IN_ROLES, holds, type Permission, type RoleDefinition } from "./role-definition.js";

type Call = readonly (readonly Right[])[];

/**
 * The narrowest built-in role that would have done for all calls, and allows less than the role itself: on data, where
 * control actions that only read do not count, or the same on data and less besides. A role with a condition of its
 * own is not considered.
 *
 * @param calls what was used of the role: for each the alternatives of which one is enough.
 * @returns undefined when there is none, or when nothing was used.
 */
export function narrowerRole(role: RoleDefinition, calls: readonly Call[]): RoleDefinition | undefined {
  if (calls.length === 0) return undefined;
  const enough = BUILT_IN_ROLES.filter(
    (other) =>
      other.condition === undefined &&
      isNarrower(other, role) &&
      calls.every((call) => call.some((rights) => rights.every((right) => holds(other, right)))),
  );
  return enough.find((one) => !enough.some((other) => isNarrower(other, one)));
}

function isNarrower(one: RoleDefinition, other: RoleDefinition): boolean {
  if (!isWithin(one, other, "dataActions")) return false;
  if (!isWithin(other, one, "dataActions")) return isWithin(writing(one), other, "actions");
  return isWithin(one, other, "actions") && !isWithin(other, one, "actions");
}

/** A role without the control actions that only read: they open no data, and many a narrow role has some. */
const writing = (role: RoleDefinition): RoleDefinition => ({
  ...role,
  permissions: role.permissions.map((permission) => ({
    ...permission,
    actions: permission.actions.filter((action) => !/\/read$/i.test(action)),
  })),
});

/** Whether all that one role allows the other allows as well; in doubt about what is taken off again, not. */
function isWithin(one: RoleDefinition, other: RoleDefinition, plane: "actions" | "dataActions"): boolean {
  const excluded = plane === "actions" ? "notActions" : "notDataActions";
  return one.permissions.every((permission) =>
    permission[plane].every((action) =>
      other.permissions.some(
        (wider) =>
          wider[plane].some((pattern) => matchesAction(pattern, action)) &&
          wider[excluded].every((pattern) => !mayMeet(pattern, action) || excludes(permission, excluded, pattern)),
      ),
    ),
  );
}

const excludes = (permission: Permission, list: "notActions" | "notDataActions", pattern: string): boolean =>
  permission[list].some((own) => matchesAction(own, pattern));

/** Whether some action may fit both patterns: not when they differ before the first or after the last wildcards. */
function mayMeet(one: string, other: string): boolean {
  const [first = [], second = []] = [one, other].map((pattern) => pattern.toLowerCase().split("*"));
  const [begins = "", begin = ""] = [first[0], second[0]];
  const [ends = "", end = ""] = [first.at(-1), second.at(-1)];
  return (begins.startsWith(begin) || begin.startsWith(begins)) && (ends.endsWith(end) || end.endsWith(ends));
}
