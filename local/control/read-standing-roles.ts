import { SUBSCRIPTION } from "../shared/arm-id.js";
import type { StandingRole } from "../shared/standing-role.js";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const FIELDS: readonly string[] = ["name", "id", "scope", "condition"];

/**
 * Reads the deployer's roles: a list, which may be empty, of objects with `name` and `id`, and with `scope` and
 * `condition` where they are narrower than the subscription.
 *
 * @throws with what is wrong.
 */
export function readStandingRoles(json: string): StandingRole[] {
  const given: unknown = JSON.parse(json);
  if (!Array.isArray(given)) throw new Error("the deployer's roles are no list");
  return given.map((role: Record<string, unknown>, index) => {
    const where = `role ${index + 1} of the deployer`;
    const texts = FIELDS.filter((field) => role[field] !== undefined);
    const bad = texts.find((field) => typeof role[field] !== "string");
    if (bad !== undefined) throw new Error(`${where}: ${bad} is no text`);
    const { name, id, scope } = role as Partial<Record<string, string>>;
    if (name === undefined || id === undefined || !GUID.test(id)) {
      throw new Error(`${where} needs a name, and an id that is a GUID; it has ${name ?? "none"} and ${id ?? "none"}`);
    }
    if (scope !== undefined && !`${scope}/`.startsWith(`/subscriptions/${SUBSCRIPTION}/`)) {
      throw new Error(`${where}: scope ${scope} is not within /subscriptions/${SUBSCRIPTION}`);
    }
    return { name, id, ...Object.fromEntries(texts.map((field) => [field, role[field]])) } as StandingRole;
  });
}
