import { PULL_REQUESTS } from "../environments.js";
import { createNames, type Names } from "../names.js";

/** Where state is kept: one account with a container, and one vault with a key, for each environment. */
export interface StateNames {
  readonly group: string;
  /** Storage account. */
  readonly account: string;
  readonly vault: string;
  /** GUIDs of role assignments and app roles. */
  readonly guid: Names["guid"];
  readonly all: Names;
}

/** The container and the key of bootstrap's own state, and the name of its stack. */
export const BOOTSTRAP = "bootstrap";

/**
 * Names that are known before anything exists, so that every later run finds the state again.
 *
 * @param uniqueness what to change when somebody else has a name, or a vault of that name was deleted.
 */
export function stateNames(subscriptionId: string, uniqueness: string): StateNames {
  const all = createNames("state", `${subscriptionId}/${uniqueness}`);
  const { group, account, guid } = all;
  return { group, account: account("pulumi"), vault: `kv-state-${guid("vault").slice(0, 8)}`, guid, all };
}

/**
 * The container of an environment: called like it, but Azure wants three characters.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage
 */
export const containerOf = (environment: string): string =>
  environment === PULL_REQUESTS ? "pull-requests" : environment;

/** Where the state of an environment is, as Pulumi takes it. https://www.pulumi.com/docs/iac/concepts/state-and-backends/ */
export const backendUrl = ({ account }: Pick<StateNames, "account">, environment: string): string =>
  `azblob://${containerOf(environment)}?storage_account=${account}`;

/**
 * What a stack's secrets are encrypted with.
 *
 * It names no version of the key, and the newest decrypts: so the key must never be rotated.
 * https://github.com/google/go-cloud secrets/azurekeyvault/akv.go
 */
export const secretsProvider = ({ vault }: Pick<StateNames, "vault">, key: string): string =>
  `azurekeyvault://${vault}.vault.azure.net/keys/${key}`;
