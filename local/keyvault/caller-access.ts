import type { Access } from "../shared/access.js";
import { dataAction, type Principal, TokenError } from "../shared/access.js";
import { AUDIENCE } from "./constants.js";
import { errors } from "./errors.js";
import type { Vault } from "./vault.js";

/** One operation of the data plane: its name in the vault's audit log, and the right that it needs. */
export interface Operation {
  readonly name: string;
  /** Below `Microsoft.KeyVault/vaults/`. */
  readonly right: string;
}

/**
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault for the rights
 * @see https://learn.microsoft.com/azure/key-vault/general/logging#operation-names-table
 */
export const SECRET_OPERATIONS = {
  get: { name: "SecretGet", right: "secrets/getSecret/action" },
  list: { name: "SecretList", right: "secrets/readMetadata/action" },
  listVersions: { name: "SecretListVersions", right: "secrets/readMetadata/action" },
  set: { name: "SecretSet", right: "secrets/setSecret/action" },
  update: { name: "SecretUpdate", right: "secrets/update/action" },
  delete: { name: "SecretDelete", right: "secrets/delete" },
  recover: { name: "SecretRecover", right: "secrets/recover/action" },
  purge: { name: "SecretPurge", right: "secrets/purge/action" },
  // The vendor does not say which right these two need; they show what a list of secrets shows.
  listDeleted: { name: "SecretListDeleted", right: "secrets/readMetadata/action" },
  getDeleted: { name: "SecretGetDeleted", right: "secrets/readMetadata/action" },
} as const satisfies Record<string, Operation>;

/** As {@link SECRET_OPERATIONS}, of keys. */
export const KEY_OPERATIONS = {
  get: { name: "KeyGet", right: "keys/read" },
  list: { name: "KeyList", right: "keys/read" },
  listVersions: { name: "KeyListVersions", right: "keys/read" },
  encrypt: { name: "KeyEncrypt", right: "keys/encrypt/action" },
  decrypt: { name: "KeyDecrypt", right: "keys/decrypt/action" },
  wrapkey: { name: "KeyWrap", right: "keys/wrap/action" },
  unwrapkey: { name: "KeyUnwrap", right: "keys/unwrap/action" },
  delete: { name: "KeyDelete", right: "keys/delete" },
  recover: { name: "KeyRecover", right: "keys/recover/action" },
  purge: { name: "KeyPurge", right: "keys/purge/action" },
  listDeleted: { name: "KeyListDeleted", right: "keys/read" },
  getDeleted: { name: "KeyGetDeleted", right: "keys/read" },
} as const satisfies Record<string, Operation>;

/** The id that a right on one secret or key must reach. */
export const objectId = (vault: Vault, { right }: Operation, name: string): string =>
  `${vault.id}/${right.split("/")[0]}/${name}`;

/** Tells a client without a token where to get one; the SDKs read it. */
const challenge = (vault: Vault): string =>
  `Bearer authorization="https://login.microsoftonline.com/${vault.tenantId}", resource="${AUDIENCE}"`;

/** @throws KeyVaultError with the challenge when the caller has no valid token for vaults */
export async function authenticateCaller(
  access: Access,
  vault: Vault,
  authorization: string | undefined,
): Promise<Principal> {
  try {
    return await access.authenticate(authorization, [AUDIENCE]);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw errors.unauthorized(text(error), challenge(vault));
  }
}

function text(error: TokenError): string {
  if (error.reason === "missing") return "AKV10000: Request is missing a Bearer or PoP token.";
  if (error.reason === "audience") return `AKV10022: Invalid audience. Expected ${AUDIENCE}: ${error.message}.`;
  return `Error validating token: ${error.message}.`;
}

/**
 * @param scope id of the secret or key, or of the vault for a list.
 * @throws KeyVaultError naming caller, action and resource
 */
export function requireRight(
  access: Access,
  principal: Principal,
  vault: Vault,
  operation: Operation,
  scope: string,
): void {
  const right = `Microsoft.KeyVault/vaults/${operation.right}`;
  const decision = access.authorize(principal, { operation: operation.name, scope, anyOf: [[dataAction(right)]] });
  if (decision.allowed) return;
  throw errors.forbiddenByRbac([
    `Caller: appid=${principal.clientId};oid=${principal.id};iss=https://sts.windows.net/${principal.tenant}/`,
    `Action: '${right}'`,
    `Resource: '${scope.toLowerCase()}'`,
    "Assignment: (not found)",
    "DenyAssignmentId: null",
    "DecisionReason: null ",
    `Vault: ${vault.name};location=${vault.location}`,
  ]);
}
