import { keyOf } from "../shared/arm-id.js";

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

/** Whether two ids, or parts of them, name the same thing. */
export const sameId = (a: string | undefined, b: string | undefined): boolean => keyOf(a ?? "") === keyOf(b ?? "");
