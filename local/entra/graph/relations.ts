import { isObject } from "../../shared/is-object.js";
import type { Properties } from "../../shared/resource.js";
import type { DirectoryObject, DirectoryObjects } from "./directory-objects.js";

/** azuread has two types that are applications: one with all of its settings, one for those who set them apart. */
export const APPLICATIONS = [
  "azuread:index/application:Application",
  "azuread:index/applicationRegistration:ApplicationRegistration",
] as const;
export const SERVICE_PRINCIPALS = "azuread:index/servicePrincipal:ServicePrincipal";
export const FEDERATED_CREDENTIALS =
  "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";
/** Roles that are declared apart from their application. */
const APP_ROLES = "azuread:index/applicationAppRole:ApplicationAppRole";
export const APP_ROLE_ASSIGNMENTS = "azuread:index/appRoleAssignment:AppRoleAssignment";

/** A role that an application offers. */
export interface AppRole {
  /** GUID. */
  readonly id: string;
  readonly value?: string;
}

export const applicationByClientId = (objects: DirectoryObjects, clientId: string): DirectoryObject | undefined =>
  objects.list(...APPLICATIONS).find(({ outputs }) => outputs.clientId === clientId);

/** @param objectId of the application. */
export const applicationByObjectId = (objects: DirectoryObjects, objectId: string): DirectoryObject | undefined =>
  objects.list(...APPLICATIONS).find(({ outputs }) => outputs.objectId === objectId);

export const servicePrincipalOf = (objects: DirectoryObjects, clientId: string): DirectoryObject | undefined =>
  objects.list(SERVICE_PRINCIPALS).find(({ inputs }) => inputs.clientId === clientId);

export const servicePrincipalByObjectId = (objects: DirectoryObjects, objectId: string): DirectoryObject | undefined =>
  objects.list(SERVICE_PRINCIPALS).find(({ outputs }) => outputs.objectId === objectId);

/** Object ids of all service principals, with the names of their applications. */
export const servicePrincipalNames = (objects: DirectoryObjects): (readonly [objectId: string, name: string])[] =>
  objects.list(SERVICE_PRINCIPALS).map(({ inputs, outputs }) => {
    const application = applicationByClientId(objects, String(inputs.clientId));
    return [String(outputs.objectId), String(application?.inputs.displayName ?? outputs.objectId)];
  });

/** What is declared of an application apart from it, of one type. */
export const partsOf = (
  objects: DirectoryObjects,
  token: string,
  { outputs: { objectId } }: DirectoryObject,
): DirectoryObject[] =>
  objects.list(token).filter(({ inputs }) => inputs.applicationId === `/applications/${String(objectId)}`);

export const federatedCredentialsOf = (objects: DirectoryObjects, application: DirectoryObject): DirectoryObject[] =>
  partsOf(objects, FEDERATED_CREDENTIALS, application);

/** Those that a service principal has, and those that it gives. */
export const appRoleAssignmentsOf = (objects: DirectoryObjects, objectId: string): DirectoryObject[] =>
  objects
    .list(APP_ROLE_ASSIGNMENTS)
    .filter(({ inputs }) => inputs.principalObjectId === objectId || inputs.resourceObjectId === objectId);

/** Those that are declared with an application, and those that are declared apart. */
export function appRolesOf(objects: DirectoryObjects, application: DirectoryObject): AppRole[] {
  const { appRoles } = application.inputs;
  const within = Array.isArray(appRoles) ? appRoles.filter(isObject) : [];
  const apart = partsOf(objects, APP_ROLES, application).map((role) => ({ ...role.inputs, id: role.inputs.roleId }));
  return [...within, ...apart].map((role) => role as unknown as AppRole);
}

/** @param inputs of an application. */
export const identifierUrisOf = ({ identifierUris }: Properties): string[] =>
  Array.isArray(identifierUris) ? identifierUris.map(String) : [];
