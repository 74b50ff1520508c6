import type { Principal } from "../shared/access.js";
import { apiClaims } from "./api-claims.js";
import type { Api, Apis } from "./apis.js";
import { CLIENT_LIFETIME_S, type Tokens } from "./tokens.js";

/** A token to try an API with, as somebody wants it. */
export interface TrialToken {
  /** Client id or identifier URI of the API; the only one that offers roles by default. */
  readonly audience?: string;
  /** Values of roles of the API, whether anybody has them or not. */
  readonly roles: readonly string[];
  /** Values of scopes of the API; of a user all by default. */
  readonly scopes: readonly string[];
  /** Whether it is of a user; else of an app that calls as itself. */
  readonly isUser: boolean;
}

/**
 * A token that lasts an hour, as the login would give it to who has these roles.
 *
 * @param principal as whom.
 * @throws with what the API has when it has no such role or scope, or with the APIs when it is not clear which is meant.
 */
export async function trialToken(
  { audience, roles, scopes, isUser }: TrialToken,
  apis: Pick<Apis, "all" | "find">,
  tokens: Pick<Tokens, "sign">,
  principal: Principal,
): Promise<string> {
  if (!isUser && scopes.length > 0)
    throw new Error(`scope "${scopes[0]}": an app that calls as itself has none; a user has`);
  const api = audience === undefined ? onlyOne(apis) : named(apis, audience);
  requireKnown("role", roles, api.roles);
  requireKnown("scope", scopes, api.scopes);
  const subject = { principal, isUser, roles, scopes: scopes.length > 0 ? scopes : api.scopes };
  return tokens.sign(apiClaims(api, audience ?? api.clientId, subject), CLIENT_LIFETIME_S);
}

function onlyOne(apis: Pick<Apis, "all">): Api {
  const offering = apis.all().filter(({ roles }) => roles.length > 0);
  const [api, ...more] = offering;
  if (api === undefined)
    throw new Error("the tenant has no API: no program has declared an application with app roles");
  if (more.length > 0) throw new Error(`the tenant has more than one API: expected one of ${listed(offering)}`);
  return api;
}

function named(apis: Pick<Apis, "all" | "find">, audience: string): Api {
  const api = apis.find(audience);
  if (api === undefined)
    throw new Error(`audience "${audience}": expected one of ${listed(apis.all()) || "none is declared"}`);
  return api;
}

const listed = (apis: readonly Api[]): string =>
  apis.map(({ displayName, uris, clientId }) => `${uris[0] ?? clientId} (${displayName})`).join(", ");

function requireKnown(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`${what} "${unknown}": the API has ${known.join(", ") || "none"}`);
}
