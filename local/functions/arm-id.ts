/** The parts of an ARM id that the host names things by. */
export interface ArmId {
  readonly subscription: string;
  readonly resourceGroup: string;
}

/** @throws when the id has no subscription or resource group. */
export function parseArmId(id: string): ArmId {
  const [, subscription, resourceGroup] = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(id) ?? [];
  if (subscription === undefined || resourceGroup === undefined) {
    throw new Error(`ARM id "${id}": expected /subscriptions/{id}/resourceGroups/{name}/…`);
  }
  return { subscription, resourceGroup };
}

/** ARM ids differ in case without meaning it. */
export const sameId = (a: string | undefined, b: string | undefined): boolean => a?.toLowerCase() === b?.toLowerCase();
