import { keyOf } from "../shared/arm-id.js";
import { isObject } from "../shared/is-object.js";
import { invalid, unsupported } from "./arm-errors.js";

/**
 * The user-assigned identity of the topic that a subscription acts as, as a key.
 *
 * @param setting where it is declared, for messages.
 * @see https://learn.microsoft.com/azure/event-grid/managed-service-identity
 * @throws AzureError for an incomplete or unsupported form
 */
export function identityIn(setting: string, declared: unknown): string {
  const { type, userAssignedIdentity } = isObject(declared) ? declared : {};
  if (type === "SystemAssigned") {
    throw unsupported(`${setting}.identity.type SystemAssigned`, "use UserAssigned");
  }
  if (type !== "UserAssigned" || typeof userAssignedIdentity !== "string" || userAssignedIdentity === "") {
    throw invalid(`${setting}.identity needs the type UserAssigned, and userAssignedIdentity with the identity's id`);
  }
  return keyOf(userAssignedIdentity);
}
