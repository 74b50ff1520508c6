import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import * as pulumi from "@pulumi/pulumi";
import type { DeployerRole } from "../deployer.js";
import type { Administrator } from "./config.js";
import type { StateNames } from "./state-names.js";

/** Something that a role can be given on. */
export interface Scope {
  /** ARM id. */
  readonly id: pulumi.Input<string>;
  /** Tells it from all others, and is known before it exists. */
  readonly label: string;
  /** A right goes with it: an id is a path, and does not show that what it names was made anew. */
  readonly target: pulumi.Resource;
}

/** A role on one thing. */
export interface Right {
  /** Tells it from the principal's others, e.g. `group-Reader`. */
  readonly key: string;
  readonly role: DeployerRole;
  readonly on: Scope;
  /** What it is for: the assignment's description. */
  readonly why: string;
}

/** Who is given rights. */
export interface Principal {
  /** Tells it from all others, and is known before it exists. */
  readonly label: string;
  readonly objectId: pulumi.Input<string>;
  readonly type: Administrator["type"];
  readonly target?: pulumi.Resource;
}

export interface RightsArgs {
  readonly principal: Principal;
  readonly rights: readonly Right[];
  readonly subscriptionId: string;
  readonly guid: StateNames["guid"];
}

/** Role assignments of one principal. */
export class Rights extends pulumi.ComponentResource {
  constructor(name: string, args: RightsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:bootstrap:Rights", name, {}, opts);
    for (const right of args.rights) give(name, right, args, this);
    this.registerOutputs({});
  }
}

function give(name: string, { key, role, on, why }: Right, args: RightsArgs, parent: Rights): RoleAssignment {
  const { principal, subscriptionId, guid } = args;
  return new RoleAssignment(
    `${name}-${key}`,
    {
      roleAssignmentName: guid(principal.label, role.id, on.label),
      scope: on.id,
      principalId: principal.objectId,
      // Without it a new principal is looked up in the directory, where it may not have arrived yet.
      principalType: principal.type,
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
      description: why,
      ...(role.condition === undefined ? {} : { condition: role.condition, conditionVersion: "2.0" }),
    },
    {
      parent,
      replaceWith: [...(principal.target === undefined ? [] : [principal.target]), on.target],
      deleteBeforeReplace: true,
    },
  );
}
