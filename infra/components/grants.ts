import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../place.js";
import type { Role } from "../roles.js";
import type { Wire } from "../wiring.js";

/** A role on one thing. */
export interface Grant {
  /** Tells it from the identity's other grants, e.g. the name of the need. */
  readonly key: string;
  readonly role: Role;
  readonly on: Pick<Wire, "scope" | "label" | "target">;
  /** What the identity has it for: the assignment's description. */
  readonly why: string;
}

export interface GrantsArgs {
  readonly place: Place;
  readonly identity: UserAssignedIdentity;
  /** The identity's own name, which is known before it exists. */
  readonly identityName: string;
  /** The same role on the same thing may be asked for twice; it is given once. */
  readonly grants: readonly Grant[];
}

/**
 * Role assignments of one identity.
 *
 * A name is a GUID of stack, identity, role and thing, all known in a preview. Azure refuses to change who a name is
 * about, and an id is a path: so an assignment is replaced, old one first, with its identity and with its thing.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export class Grants extends pulumi.ComponentResource {
  constructor(name: string, args: GrantsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:infra:Grants", name, {}, opts);
    for (const [guid, grant] of byGuid(args)) assign(name, guid, grant, args, this);
    this.registerOutputs({});
  }
}

function byGuid({ place, identityName, grants }: GrantsArgs): Map<string, Grant> {
  const unique = new Map<string, Grant>();
  for (const grant of grants) {
    const guid = place.names.guid(identityName, grant.role.id, grant.on.label);
    if (!unique.has(guid)) unique.set(guid, grant);
  }
  return unique;
}

function assign(name: string, guid: string, grant: Grant, { place, identity }: GrantsArgs, parent: Grants) {
  return new RoleAssignment(
    `${name}-${grant.key}`,
    {
      roleAssignmentName: guid,
      scope: grant.on.scope,
      principalId: identity.principalId,
      // Without it a new identity is looked up in the directory, where it may not have arrived yet.
      principalType: "ServicePrincipal",
      roleDefinitionId: pulumi.interpolate`/subscriptions/${place.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${grant.role.id}`,
      description: grant.why,
    },
    { parent, replaceWith: [identity, grant.on.target], deleteBeforeReplace: true },
  );
}
