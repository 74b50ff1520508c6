/** Who is calling, as a token says that was checked. */
export interface Caller {
  /** Whether an app calls as itself, or for a user. */
  readonly kind: "app" | "user";
  /** The claim `sub`: the same at every call, and another one for the same user at another API. */
  readonly subject: string;
  /** Of Entra, where the token has it: the same for all APIs of the tenant. */
  readonly objectId?: string;
  /** Of Entra: the tenant's id. */
  readonly tenant?: string;
  /** As the stack's config names it. */
  readonly issuer: string;
  /** Client id of the app that the token was given to. */
  readonly client?: string;
  /** App roles of Entra, permissions of Auth0. */
  readonly roles: readonly string[];
  /** What the user has allowed the client to do; of Entra, an app that calls as itself has none. */
  readonly scopes: readonly string[];
}
