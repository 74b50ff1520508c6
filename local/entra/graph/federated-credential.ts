import { randomUUID } from "node:crypto";
import type { Properties } from "../../shared/resource.js";
import type { DirectoryObject } from "./directory-objects.js";
import type { DirectoryType, Tenant } from "./directory-type.js";
import { doesNotExist, GraphError } from "./graph-error.js";
import { applicationByObjectId, FEDERATED_CREDENTIALS, federatedCredentialsOf } from "./relations.js";

/** Of one application. */
const MOST_CREDENTIALS = 20;
/** Characters of an issuer, a subject or a description. */
const MOST_CHARACTERS = 600;
/** Characters of a name. */
const MOST_IN_NAME = 120;

/**
 * Federated credentials of applications: whose tokens are taken in place of a secret.
 *
 * @see https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations for the limits
 */
export const federatedCredentialType: DirectoryType = {
  tokens: [FEDERATED_CREDENTIALS],
  replaceOn: ["applicationId", "displayName"],
  make(inputs, tenant) {
    const application = applicationOf(inputs, tenant);
    const others = federatedCredentialsOf(tenant.objects, application);
    if (others.length >= MOST_CREDENTIALS) {
      throw new GraphError(
        400,
        "Request_BadRequest",
        `An application has at most ${MOST_CREDENTIALS} federated identity credentials; this one has ${others.length}.`,
      );
    }
    requireValues(inputs, others);
    const objectId = String(application.outputs.objectId);
    const credentialId = randomUUID();
    return { id: `${objectId}/federatedIdentityCredential/${credentialId}`, madeUp: { credentialId } };
  },
  requireChange(before, inputs, tenant) {
    const others = federatedCredentialsOf(tenant.objects, applicationOf(inputs, tenant));
    requireValues(
      inputs,
      others.filter(({ id }) => id !== before.id),
    );
  },
};

function applicationOf({ applicationId }: Properties, { objects }: Tenant): DirectoryObject {
  const objectId = /^\/applications\/([^/]+)$/.exec(String(applicationId))?.[1];
  if (objectId === undefined) {
    throw new Error(
      `parsing "${String(applicationId)}": expected an application's resource id, /applications/{objectId}`,
    );
  }
  const application = applicationByObjectId(objects, objectId);
  if (application === undefined) throw doesNotExist(objectId);
  return application;
}

function requireValues(inputs: Properties, others: readonly DirectoryObject[]): void {
  const { audiences, displayName, issuer, subject } = inputs;
  requireLength(inputs, "displayName", "name", MOST_IN_NAME);
  requireLength(inputs, "issuer", "issuer", MOST_CHARACTERS);
  requireLength(inputs, "subject", "subject", MOST_CHARACTERS);
  if (!Array.isArray(audiences) || audiences.length !== 1) {
    throw invalid("audiences", "exactly one audience is needed", JSON.stringify(audiences));
  }
  if (others.some((other) => other.inputs.displayName === displayName)) {
    throw new GraphError(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `FederatedIdentityCredential with name ${String(displayName)} already exists.`,
    );
  }
  if (others.some((other) => other.inputs.issuer === issuer && other.inputs.subject === subject)) {
    throw invalid(
      "Subject",
      `The combination of issuer and subject must be unique for the application. Issuer ${String(issuer)} and Subject: ${String(subject)} already exist`,
      String(subject),
    );
  }
}

function requireLength(inputs: Properties, input: string, property: string, most: number): void {
  const value = inputs[input];
  if (typeof value === "string" && value.length > 0 && value.length <= most) return;
  const length = typeof value === "string" ? value.length : 0;
  throw invalid(property, `It has ${length} characters; allowed are 1 to ${most}`, String(value));
}

/** The form of the text: https://github.com/Azure/azure-workload-identity/issues/434 */
const invalid = (property: string, text: string, value: string): GraphError =>
  new GraphError(
    400,
    "InvalidFederatedIdentityCredentialValue",
    `${text}. paramName: FederatedIdentityCredential.${property}, paramValue: ${value}, objectType: Microsoft.Online.DirectoryServices.Application`,
  );
