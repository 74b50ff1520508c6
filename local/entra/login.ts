import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { Principal } from "../shared/access.js";
import { TENANT } from "../shared/arm-id.js";
import type { Clock } from "../shared/clock.js";
import type { Service } from "../shared/service.js";
import type { SigningKey } from "../shared/signing-key.js";
import type { Apis } from "./apis.js";
import type { Directory } from "./directory.js";
import type { Federation } from "./federation.js";
import { LoginRefusal } from "./login-refusal.js";
import { userAssignedIdentity } from "./managed-identities.js";
import { refusals } from "./refusals.js";
import { CLIENT_LIFETIME_S, type Tokens } from "./tokens.js";

const HOST = "login.microsoftonline.com";
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/** What a client may name in place of the tenant before it knows which one it is for. */
const ANY_TENANT: readonly string[] = ["common", "organizations"];

/** What a scope ends in that asks for all that a client may do with a service. */
const DEFAULT = "/.default";
/** Scopes about people, which the library for Go asks for in every case. They give a client no more. */
const OF_SIGN_IN: readonly string[] = ["openid", "offline_access", "profile"];

/** A parameter of a request; empty when it has none. */
type Field = (name: string) => string;

/**
 * The login of the tenant: discovery, published keys, and the client credentials grant by a secret or by the token of
 * a federated issuer.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function createLogin(
  key: SigningKey,
  tokens: Tokens,
  directory: Directory,
  federation: Pick<Federation, "login">,
  clock: Clock,
  apis?: Pick<Apis, "find">,
): Service {
  const routes = new Hono();
  routes.get("/common/discovery/instance", (c) =>
    c.json({
      tenant_discovery_endpoint: `https://${HOST}/${TENANT}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: HOST, preferred_cache: HOST, aliases: [HOST] }],
    }),
  );
  for (const version of ["/v2.0", ""]) {
    routes.get(`/:tenant${version}/.well-known/openid-configuration`, (c) => {
      const tenant = c.req.param("tenant");
      if (tenant !== TENANT && !ANY_TENANT.includes(tenant)) throw refusals.noTenant(tenant, "invalid_tenant");
      return c.json(configuration());
    });
    routes.get(`/:tenant/discovery${version}/keys`, (c) => c.json({ keys: [key.jwk] }));
  }
  routes.post("/:tenant/oauth2/v2.0/token", async (c) => {
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(c.req.header("content-type") ?? "");
    const form = new URLSearchParams(isForm ? await c.req.text() : "");
    const field: Field = (name) => form.get(name) ?? "";
    if (c.req.param("tenant") !== TENANT) throw refusals.noTenant(c.req.param("tenant"), "invalid_request");
    if (field("grant_type") !== "client_credentials") throw refusals.grantType(field("grant_type"));
    const audience = audienceOf(field("scope"));
    const principal = await authenticated(directory, federation, field);
    requireAccess(apis, audience, principal);
    const token = await tokens.issue(principal, audience, CLIENT_LIFETIME_S);
    return c.json({
      token_type: "Bearer",
      expires_in: CLIENT_LIFETIME_S,
      ext_expires_in: CLIENT_LIFETIME_S,
      access_token: token,
    });
  });
  routes.onError((error, c) => {
    if (error instanceof LoginRefusal) return c.json(error.body(clock.now()), error.status);
    throw error;
  });
  return {
    name: "entra",
    answers: (host) => host === HOST,
    handle: getRequestListener(routes.fetch),
    resourceTypes: [userAssignedIdentity(clock)],
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}

/**
 * Applications of the tenant are known by name; what else is asked for is a service of Azure.
 *
 * @throws LoginRefusal when there is no such application, or it wants callers to have a role.
 */
function requireAccess(apis: Pick<Apis, "find"> | undefined, audience: string, { id, clientId }: Principal): void {
  const api = apis?.find(audience);
  if (api === undefined && audience.startsWith("api://")) throw refusals.resource(audience);
  if (api?.requiresRole === true && api.rolesOf(id).length === 0) {
    throw refusals.noRole(clientId, audience, api.displayName);
  }
}

/** The service that a token is asked for. */
function audienceOf(scope: string): string {
  const [wanted = "", ...more] = scope.split(" ").filter((one) => one !== "" && !OF_SIGN_IN.includes(one));
  if (!wanted.endsWith(DEFAULT) || more.length > 0) throw refusals.scope(scope);
  return wanted.slice(0, -DEFAULT.length);
}

async function authenticated(
  directory: Directory,
  federation: Pick<Federation, "login">,
  field: Field,
): Promise<Principal> {
  const clientId = field("client_id");
  if (field("client_assertion") !== "") {
    if (field("client_assertion_type") !== JWT_BEARER) throw refusals.assertionType(field("client_assertion_type"));
    return federation.login(clientId, field("client_assertion"));
  }
  const principal = directory.login(clientId, field("client_secret"));
  if (principal === undefined) throw refusals.secret(clientId);
  return principal;
}

const configuration = () => ({
  issuer: `https://${HOST}/${TENANT}/v2.0`,
  authorization_endpoint: `https://${HOST}/${TENANT}/oauth2/v2.0/authorize`,
  token_endpoint: `https://${HOST}/${TENANT}/oauth2/v2.0/token`,
  jwks_uri: `https://${HOST}/${TENANT}/discovery/v2.0/keys`,
  response_types_supported: ["token"],
  subject_types_supported: ["pairwise"],
  id_token_signing_alg_values_supported: ["RS256"],
});
