import { keyOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties, Resource, Resources } from "../shared/resource.js";
import { unsupported } from "./arm-errors.js";

/**
 * The identity of a topic or system topic as its answer shows it.
 *
 * @throws AzureError for an identity that is not there, or of another type than user-assigned
 */
export function shownIdentity(resources: Resources, { type, userAssignedIdentities = {} }: Properties): Properties {
  if (type === "None" || type === undefined) return { type: "None" };
  if (type !== "UserAssigned") {
    throw unsupported(`the identity type ${String(type)} of a topic`, "use UserAssigned");
  }
  const ids = Object.keys(userAssignedIdentities as object);
  const described = ids.map((id) => {
    const identity = resources.get(id);
    if (identity === undefined) {
      throw new AzureError(400, "FailedIdentityOperation", `The topic's identity '${id}' could not be found.`);
    }
    const { clientId, principalId } = identity.outputs;
    return [id, { clientId, principalId }];
  });
  return { type, userAssignedIdentities: Object.fromEntries(described) };
}

/** Ids of the user-assigned identities that a topic carries, as keys. */
export function topicIdentities(topic: Resource): string[] {
  const identity = topic.inputs.identity as { userAssignedIdentities?: Record<string, unknown> } | undefined;
  return Object.keys(identity?.userAssignedIdentities ?? {}).map(keyOf);
}
