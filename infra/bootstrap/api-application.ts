import { ApplicationAppRole } from "@pulumi/azuread/applicationAppRole.js";
import { ApplicationIdentifierUri } from "@pulumi/azuread/applicationIdentifierUri.js";
import { ApplicationOptionalClaims } from "@pulumi/azuread/applicationOptionalClaims.js";
import { ApplicationPermissionScope } from "@pulumi/azuread/applicationPermissionScope.js";
import { ApplicationRegistration } from "@pulumi/azuread/applicationRegistration.js";
import { AppRoleAssignment } from "@pulumi/azuread/appRoleAssignment.js";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal.js";
import * as pulumi from "@pulumi/pulumi";
import { APP_ROLES, type AppRole, USER_SCOPE } from "./app-roles.js";
import type { StateNames } from "./state-names.js";

export interface ApiApplicationArgs {
  /** The environment; part of its name. */
  readonly place: string;
  /** Who may call every function, e.g. CI for its smoke test. */
  readonly callers: readonly { readonly name: string; readonly objectId: pulumi.Input<string> }[];
  readonly guid: StateNames["guid"];
}

/**
 * The system's own API in an environment, for Entra: who has none of its roles gets no token for it.
 *
 * Made by bootstrap and not by the environment's stack, since making one takes a right on the directory, which no
 * pipeline should have: the stack takes the ids from its config. A stack of one's own may make it itself.
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
      {
        displayName: `gridwire-${name}`,
        description: `gridwire's own API in ${args.place}`,
        // Tokens of version 2 name the API by its client id, whatever a client asked for.
        requestedAccessTokenVersion: 2,
      },
      { parent: this },
    );
    const made = APP_ROLES.map((role) => appRole(name, role, args, registration, this));
    const scope = userScope(name, args, registration, this);
    const claims = typeInTokens(name, registration, this);
    const principal = new ServicePrincipal(
      `${name}-principal`,
      { clientId: registration.clientId, appRoleAssignmentRequired: true },
      // It takes over the roles that the application has; of later ones it hears later.
      { parent: this, dependsOn: [scope, claims, ...made.map(({ resource }) => resource)] },
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

/** Without a scope no client gets a token of a user; with it, one with the roles that the user has. */
function userScope(
  name: string,
  { guid }: ApiApplicationArgs,
  registration: ApplicationRegistration,
  parent: ApiApplication,
): ApplicationPermissionScope {
  return new ApplicationPermissionScope(
    `${name}-${USER_SCOPE.value}`,
    {
      applicationId: registration.id,
      scopeId: guid(name, USER_SCOPE.value),
      value: USER_SCOPE.value,
      type: "User",
      adminConsentDisplayName: USER_SCOPE.name,
      adminConsentDescription: USER_SCOPE.description,
      userConsentDisplayName: USER_SCOPE.name,
      userConsentDescription: USER_SCOPE.description,
    },
    { parent },
  );
}

/**
 * The claim `idtyp`, which says whether an app or a user calls.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
 */
function typeInTokens(
  name: string,
  registration: ApplicationRegistration,
  parent: ApiApplication,
): ApplicationOptionalClaims {
  return new ApplicationOptionalClaims(
    `${name}-claims`,
    {
      applicationId: registration.id,
      accessTokens: [{ name: "idtyp", additionalProperties: ["include_user_token"] }],
    },
    { parent },
  );
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
