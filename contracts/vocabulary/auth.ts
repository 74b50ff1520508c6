/** Callers who hold at least one of these roles, as an app or as a user: app roles of Entra, permissions of Auth0. */
export interface ByRole {
  readonly roles: readonly string[];
  readonly scopes?: never;
}

/** Callers whose token holds at least one of these scopes: what a user has allowed a client to do. */
export interface ByScope {
  readonly scopes: readonly string[];
  readonly roles?: never;
}

/** Who may call an HTTP function. There is no default: a function that is open to everybody says so. */
export type Auth = "anonymous" | ByRole | ByScope;

/** What Entra takes for a role and RFC 6749 for a scope, less what has to be quoted in a header. */
const NAME = /^[A-Za-z][A-Za-z0-9._:/-]{0,119}$/;

/** @throws for callers that the types did not stop, with what is allowed. */
export function requireAuth(what: string, auth: Auth | undefined): void {
  if (auth === "anonymous") return;
  const { roles = [], scopes = [] } = auth ?? {};
  const names = [...roles, ...scopes];
  if (names.length === 0 || (roles.length > 0 && scopes.length > 0)) {
    throw new Error(`${what}: auth is missing, empty or both: expected { roles: […] }, { scopes: […] } or "anonymous"`);
  }
  const wrong = names.find((name) => !NAME.test(name));
  if (wrong !== undefined) {
    throw new Error(`${what}: auth "${wrong}": expected 1 to 120 letters, digits and . _ : / -, a letter first`);
  }
}
