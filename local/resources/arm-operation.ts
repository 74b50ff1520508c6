import type { AttributeSource, Attributes } from "../shared/access.js";
import { nameOf, typeOf } from "../shared/arm-id.js";
import type { Properties } from "../shared/resource.js";

/** A call to Azure Resource Manager as it is authorised. */
export interface ArmOperation {
  /** e.g. `Microsoft.Web/sites/write`. */
  readonly action: string;
  /** ARM id. */
  readonly scope: string;
  readonly attributes?: Attributes;
}

const ROLE_ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";
/** Types whose only two resources are operations of their own. */
const BY_NAME = /^Microsoft\.Web\/sites\/basicPublishingCredentialsPolicies$/i;

/**
 * A type as its operations name it: groups are below subscriptions.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance#microsoftresources
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/web-and-mobile#microsoftweb
 */
function operationsOf(id: string): string {
  const type = typeOf(id);
  return BY_NAME.test(type) ? `${type}/${nameOf(id)}` : operationsOfType(type);
}

const operationsOfType = (type: string): string =>
  type === "Microsoft.Resources/resourceGroups" ? "Microsoft.Resources/subscriptions/resourceGroups" : type;

export const reading = (id: string): ArmOperation => ({ action: `${operationsOf(id)}/read`, scope: id });

/** A list of one type. */
export const readingAll = (type: string, scope: string): ArmOperation => ({
  action: `${operationsOfType(type)}/read`,
  scope,
});

/** @param inputs what is asked for. */
export const writing = (id: string, inputs: Properties): ArmOperation => ({
  action: `${operationsOf(id)}/write`,
  scope: id,
  ...attributesOf(id, "Request", inputs),
});

/** @param inputs what is there; nothing when it is not. */
export const deleting = (id: string, inputs: Properties | undefined): ArmOperation => ({
  action: `${operationsOf(id)}/delete`,
  scope: id,
  ...(inputs && attributesOf(id, "Resource", inputs)),
});

/**
 * A POST. What stands before the action itself is a resource beneath: `host/default/listKeys` of a site is
 * `Microsoft.Web/sites/host/listKeys/action`.
 *
 * @param path below the resource.
 */
export function posting(id: string, path: string): ArmOperation {
  const at = path.lastIndexOf("/");
  const scope = at < 0 ? id : `${id}/${path.slice(0, at)}`;
  return { action: `${typeOf(scope)}/${path.slice(at + 1)}/action`, scope };
}

/** @see https://learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes */
function attributesOf(id: string, source: AttributeSource, inputs: Properties): Pick<ArmOperation, "attributes"> {
  if (typeOf(id).toLowerCase() !== ROLE_ASSIGNMENTS.toLowerCase()) return {};
  const { roleDefinitionId, principalId, principalType } = inputs;
  const given = {
    RoleDefinitionId: roleDefinitionId === undefined ? undefined : nameOf(String(roleDefinitionId)),
    PrincipalId: principalId,
    PrincipalType: principalType,
  };
  const known = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [[`${ROLE_ASSIGNMENTS}:${name}`, String(value)] as const],
  );
  return { attributes: { [source]: Object.fromEntries(known) } };
}
