/** Who is calling, as the token says it. */
export interface Principal {
  /** Object id: what role assignments name. */
  readonly id: string;
  /** Client (application) id. */
  readonly clientId: string;
  readonly tenant: string;
}

/** One right: a control-plane action or a data action, e.g. `Microsoft.KeyVault/vaults/secrets/getSecret/action`. */
export interface Right {
  readonly plane: "action" | "dataAction";
  readonly name: string;
}

export const action = (name: string): Right => ({ plane: "action", name });
export const dataAction = (name: string): Right => ({ plane: "dataAction", name });

export interface AccessRequest {
  /** The service's own name of the call, e.g. `Put Blob`. */
  readonly operation: string;
  /** ARM id that the right must reach. */
  readonly scope: string;
  /** Any of these alternatives will do; all rights of one alternative are needed. */
  readonly anyOf: readonly (readonly Right[])[];
  /** What conditions of role assignments may ask about the call; nothing when it has no such attribute. */
  readonly attributes?: Attributes;
}

/** Where a condition finds an attribute: `@Request[…]` is what is asked for, `@Resource[…]` what is there. */
export type AttributeSource = "Request" | "Resource";

/** Attributes of a call by source and full name, e.g. `Microsoft.Authorization/roleAssignments:RoleDefinitionId`. */
export type Attributes = Readonly<Partial<Record<AttributeSource, Readonly<Record<string, string>>>>>;

/** What was decided, as it is recorded. */
export interface Decision {
  readonly allowed: boolean;
  readonly principal: Principal;
  readonly request: AccessRequest;
  /** Id of the role assignment that allowed it: of those that do, the one at the narrowest scope. */
  readonly assignment?: string;
  /** Id of a role assignment that would have allowed it, had its condition been fulfilled. */
  readonly unfulfilled?: string;
}

/** Why a token is refused. Each service answers it with its own status, challenge and body. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  constructor(
    readonly reason: "missing" | "malformed" | "signature" | "expired" | "issuer" | "audience",
    message: string,
  ) {
    super(message);
  }
}

/** Authentication and authorisation, the same for every service: deny unless a declared role assignment allows. */
export interface Access {
  /**
   * Checks an `Authorization: Bearer …` header as the services do: signature, issuer, audience, expiry, tenant.
   *
   * @param audiences accepted `aud` values; a trailing slash does not matter.
   * @throws TokenError
   */
  authenticate(authorization: string | undefined, audiences: readonly string[]): Promise<Principal>;
  /** Evaluates the declared role assignments and records the decision. */
  authorize(principal: Principal, request: AccessRequest): Decision;
}

/** Tokens and endpoints of managed identities. */
export interface Identities {
  /**
   * A token that the platform itself takes for a user-assigned identity, e.g. the Functions host for its storage.
   *
   * @param identityId ARM id of the user-assigned identity.
   * @param audience e.g. `https://storage.azure.com`.
   * @throws AzureError when there is no such identity.
   */
  token(identityId: string, audience: string): Promise<string>;
  /**
   * What App Service sets for a site, so that the SDKs find its identities: `IDENTITY_ENDPOINT`, `IDENTITY_HEADER`.
   * Only the identities that the site lists get a token there.
   */
  environment(siteId: string): Readonly<Record<string, string>>;
}
