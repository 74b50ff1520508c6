import type { Resources } from "../../shared/resource.js";
import type { Site } from "../site.js";

/**
 * The identity that a setting names by its client id.
 *
 * @returns its ARM id.
 * @throws when the site has no such identity.
 */
export function identityByClientId(resources: Resources, site: Site, clientId: string): string {
  const found = site.identityIds.find((id) => resources.get(id)?.outputs.clientId === clientId);
  if (found === undefined)
    throw new Error(`client id "${clientId}": none of the identities of site "${site.name}" has it`);
  return found;
}
