import { ApplicationAppRole } from "@pulumi/azuread/applicationAppRole.js";
import { ApplicationIdentifierUri } from "@pulumi/azuread/applicationIdentifierUri.js";
import { ApplicationRegistration } from "@pulumi/azuread/applicationRegistration.js";
import { AppRoleAssignment } from "@pulumi/azuread/appRoleAssignment.js";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal.js";
import * as pulumi from "@pulumi/pulumi";
import { APP_ROLES, type AppRole } from "./app-roles.js";
import type { Place } from "./identities.js";
import type { StateNames } from "./state-names.js";

export interface ApiApplicationArgs {
  readonly place: Place;
  /** Who may call every function: CI, for its smoke test. */
  readonly callers: readonly { readonly name: string; readonly objectId: pulumi.Input<string> }[];
  readonly guid: StateNames["guid"];
}

/**
 * The system's own API in an environment, for Entra: who has none of its roles gets no token for it.
 *
 * Made here and not by the environment's stack, since making one takes a right on the directory, which no pipeline
 * should have: the stack takes the ids from its config.
 */
export class ApiApplication extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>;
  /** What a caller asks a token for: `<uri>/.default`. */
  readonly uri: pulumi.Output<string>;
  /** GUIDs of its roles by their value. */
  readonly roleIds: Readonly<Record<string, string>>;

  constructor(args: ApiApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    const name = `${args.place}-api`;
    super("gridwire:bootstrap:ApiApplication", name, {}, opts);
    const registration = new ApplicationRegistration(
      `${name}-registration`,
      { displayName: `gridwire-${name}`, description: `gridwire's own API in ${args.place}` },
      { parent: this },
    );
    const made = APP_ROLES.map((role) => appRole(name, role, args, registration, this));
    const principal = new ServicePrincipal(
      `${name}-principal`,
      { clientId: registration.clientId, appRoleAssignmentRequired: true },
      // It takes over the roles that the application has; of later ones it hears later.
      { parent: this, dependsOn: made.map(({ resource }) => resource) },
    );
    for (const caller of args.callers) for (const role of made) letIn(name, caller, role, principal, this);
    this.clientId = registration.clientId;
    this.uri = pulumi.interpolate`api://${registration.clientId}`;
    this.roleIds = Object.fromEntries(APP_ROLES.map(({ value }) => [value, args.guid(name, value)]));
    new ApplicationIdentifierUri(
      `${name}-uri`,
      { applicationId: registration.id, identifierUri: this.uri },
      // Sooner Entra may not know the application everywhere:
      // https://github.com/hashicorp/terraform-provider-azuread/issues/1392
      { parent: this, dependsOn: [principal] },
    );
    this.registerOutputs({ clientId: this.clientId, uri: this.uri });
  }
}

interface MadeRole {
  readonly value: string;
  readonly resource: ApplicationAppRole;
}

/** Its id is made of its name: the same at each run, as assignments name it by its id. */
function appRole(
  name: string,
  { value, displayName, description }: AppRole,
  { guid }: ApiApplicationArgs,
  registration: ApplicationRegistration,
  parent: ApiApplication,
): MadeRole {
  const resource = new ApplicationAppRole(
    `${name}-${value}`,
    {
      applicationId: registration.id,
      roleId: guid(name, value),
      value,
      displayName,
      description,
      allowedMemberTypes: ["Application", "User"],
    },
    { parent },
  );
  return { value, resource };
}

function letIn(
  name: string,
  caller: ApiApplicationArgs["callers"][number],
  { value, resource }: MadeRole,
  principal: ServicePrincipal,
  parent: ApiApplication,
): AppRoleAssignment {
  return new AppRoleAssignment(
    `${name}-${value}-${caller.name}`,
    {
      appRoleId: resource.roleId,
      principalObjectId: caller.objectId,
      resourceObjectId: principal.objectId,
    },
    { parent },
  );
}
