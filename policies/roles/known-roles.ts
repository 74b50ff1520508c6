import builtIn from "./built-in-roles.json" with { type: "json" };

/** Name of a built-in role by its id, in lower case. Newer ones and those of other services may be missing. */
const NAMES: ReadonlyMap<string, string> = new Map(builtIn.roles.map(({ id, name }) => [id.toLowerCase(), name]));

const IDS: ReadonlyMap<string, string> = new Map(builtIn.roles.map(({ id, name }) => [name.toLowerCase(), id]));

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** GUID of a role in lower case, of its GUID or any id that ends in it; nothing when it ends in none. */
export function roleGuid(roleDefinitionId: string): string | undefined {
  const guid = roleDefinitionId.slice(roleDefinitionId.lastIndexOf("/") + 1).toLowerCase();
  return GUID.test(guid) ? guid : undefined;
}

/** @param guid in lower case. */
export const isBuiltIn = (guid: string): boolean => NAMES.has(guid);

/** Name of a built-in role, else its GUID. @param guid in lower case. */
export const roleName = (guid: string): string => NAMES.get(guid) ?? guid;

/**
 * GUIDs of roles that a configuration names.
 *
 * @param roles names of built-in roles, or GUIDs.
 * @returns those that are known, and the words that are neither a name nor a GUID.
 */
export function namedRoles(roles: readonly string[]): {
  readonly guids: ReadonlySet<string>;
  readonly wrong: string[];
} {
  const found = roles.map((role) => IDS.get(role.toLowerCase()) ?? roleGuid(role));
  return {
    guids: new Set(found.filter((guid) => guid !== undefined)),
    wrong: roles.filter((_, index) => found[index] === undefined),
  };
}
