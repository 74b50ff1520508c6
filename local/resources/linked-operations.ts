import { typeOf } from "../shared/arm-id.js";
import type { Properties } from "../shared/resource.js";

/** What a write does to other resources by referring to them: rights are needed there too. */
export interface LinkedOperation {
  readonly action: string;
  /** ARM ids. */
  readonly scopes: readonly string[];
}

/**
 * What else the writer of a resource needs. Each time that it is written, whether the reference is new or not.
 *
 * - An identity that is given to a resource has to be assignable: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-faq
 * - A site joins its plan: `Microsoft.Web/serverfarms/Join/Action`, https://learn.microsoft.com/azure/role-based-access-control/permissions/web-and-mobile#microsoftweb
 * - A destination that is no webhook has to be writable, lest it is sent somebody's events:
 *   https://learn.microsoft.com/azure/event-grid/security-authorization#permissions-for-event-subscriptions
 *
 * A component and its workspace need nothing more within one subscription, and here is one only:
 * https://github.com/MicrosoftDocs/azure-monitor-docs/pull/297
 */
export function linkedOperations(id: string, inputs: Properties): LinkedOperation[] {
  const links: LinkedOperation[] = [
    { action: "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", scopes: identitiesIn(inputs) },
  ];
  const type = typeOf(id).toLowerCase();
  if (type === "microsoft.web/sites" && typeof inputs.serverFarmId === "string") {
    links.push({ action: "Microsoft.Web/serverfarms/join/action", scopes: [inputs.serverFarmId] });
  }
  const delivery = inputs.deliveryWithResourceIdentity as { readonly destination?: Properties } | undefined;
  const destination = (delivery?.destination ?? inputs.destination) as Properties | undefined;
  if (/\/eventsubscriptions$/.test(type) && typeof destination?.resourceId === "string") {
    links.push({ action: `${typeOf(destination.resourceId)}/write`, scopes: [destination.resourceId] });
  }
  return links;
}

/** The user-assigned ones, in either form: a list of ids, or an object with ids as its keys. */
function identitiesIn({ identity }: Properties): string[] {
  const listed = (identity as { userAssignedIdentities?: string[] | Record<string, unknown> } | undefined)
    ?.userAssignedIdentities;
  return Array.isArray(listed) ? listed : Object.keys(listed ?? {});
}
