import { isObject } from "../shared/is-object.js";
import type { Properties } from "../shared/resource.js";
import type { DirectoryObject, DirectoryObjects } from "./graph/directory-objects.js";
import {
  APP_ROLE_ASSIGNMENTS,
  APPLICATIONS,
  appRolesOf,
  identifierUrisOf,
  partsOf,
  servicePrincipalOf,
} from "./graph/relations.js";

/** A declared application, as the tokens for it see it. */
export interface Api {
  readonly clientId: string;
  readonly displayName: string;
  /** What a client may ask for it by, besides its client id. */
  readonly uris: readonly string[];
  /** Of its access tokens. */
  readonly version: 1 | 2;
  /** In whose tokens `idtyp` stands, which an API has to ask for. */
  readonly showsType: "nobody" | "apps" | "everybody";
  /** Whether only who has a role of it gets a token. */
  readonly requiresRole: boolean;
  /** Values of the roles that it offers. */
  readonly roles: readonly string[];
  /** Values of the scopes that it offers. */
  readonly scopes: readonly string[];
  /** Values of the roles that a principal has. */
  rolesOf(principalId: string): readonly string[];
}

/** The applications of the tenant that tokens can be for. */
export class Apis {
  constructor(private readonly objects: DirectoryObjects) {}

  /** @param audience client id or identifier URI. */
  find(audience: string): Api | undefined {
    return this.all().find(({ clientId, uris }) => clientId === audience || uris.includes(audience));
  }

  /** All that have a service principal: without one no token is given for an application. */
  all(): Api[] {
    return this.objects.list(...APPLICATIONS).flatMap((application) => {
      const principal = servicePrincipalOf(this.objects, String(application.outputs.clientId));
      return principal === undefined ? [] : [apiOf(this.objects, application, principal)];
    });
  }
}

const IDENTIFIER_URI = "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri";
const OPTIONAL_CLAIMS = "azuread:index/applicationOptionalClaims:ApplicationOptionalClaims";
const PERMISSION_SCOPE = "azuread:index/applicationPermissionScope:ApplicationPermissionScope";

function apiOf(objects: DirectoryObjects, application: DirectoryObject, principal: DirectoryObject): Api {
  const { inputs, outputs } = application;
  const apart = (token: string) => partsOf(objects, token, application).map((part) => part.inputs);
  const api = isObject(inputs.api) ? inputs.api : {};
  const roles = appRolesOf(objects, application);
  const assigned = objects
    .list(APP_ROLE_ASSIGNMENTS)
    .filter((assignment) => assignment.inputs.resourceObjectId === principal.outputs.objectId);
  const namesOf = (listed: readonly { readonly value?: unknown }[]) =>
    listed.flatMap(({ value }) => (typeof value === "string" && value !== "" ? [value] : []));
  return {
    clientId: String(outputs.clientId),
    displayName: String(inputs.displayName),
    uris: [...identifierUrisOf(inputs), ...apart(IDENTIFIER_URI).map(({ identifierUri }) => String(identifierUri))],
    version: versionOf(application, api),
    showsType: showsType([...claimsIn(inputs.optionalClaims), ...apart(OPTIONAL_CLAIMS).flatMap(claimsIn)]),
    requiresRole: principal.inputs.appRoleAssignmentRequired === true,
    roles: namesOf(roles),
    scopes: namesOf([...listIn(api.oauth2PermissionScopes), ...apart(PERMISSION_SCOPE)]),
    rolesOf: (principalId) => {
      const ids = assigned
        .filter((assignment) => assignment.inputs.principalObjectId === principalId)
        .map((assignment) => assignment.inputs.appRoleId);
      return namesOf(roles.filter(({ id }) => ids.includes(id)));
    },
  };
}

/** azuread's default is another for each of the two types of applications. */
function versionOf({ token, inputs }: DirectoryObject, api: Properties): 1 | 2 {
  const isRegistration = token === APPLICATIONS[1];
  const asked = isRegistration ? (inputs.requestedAccessTokenVersion ?? 2) : (api.requestedAccessTokenVersion ?? 1);
  return asked === 2 ? 2 : 1;
}

const listIn = (value: unknown): Properties[] => (Array.isArray(value) ? value.filter(isObject) : []);
const claimsIn = (value: unknown): Properties[] => (isObject(value) ? listIn(value.accessTokens) : []);

/** @see https://learn.microsoft.com/entra/identity-platform/optional-claims-reference#additionalproperties-of-optional-claims */
function showsType(claims: readonly Properties[]): Api["showsType"] {
  const asked = claims.find(({ name }) => name === "idtyp");
  if (asked === undefined) return "nobody";
  const more = asked.additionalProperties;
  return Array.isArray(more) && more.includes("include_user_token") ? "everybody" : "apps";
}
