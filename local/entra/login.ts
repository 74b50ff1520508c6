import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { TENANT } from "../shared/arm-id.js";
import type { Clock } from "../shared/clock.js";
import type { Service } from "../shared/service.js";
import type { Directory } from "./directory.js";
import { userAssignedIdentity } from "./managed-identities.js";
import type { SigningKey } from "./signing-key.js";
import { CLIENT_LIFETIME_S, type Tokens } from "./tokens.js";

const HOST = "login.microsoftonline.com";

/**
 * The login of the tenant: discovery, published keys, and the client credentials grant.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function createLogin(key: SigningKey, tokens: Tokens, directory: Directory, clock: Clock): Service {
  const routes = new Hono();
  routes.get("/common/discovery/instance", (c) =>
    c.json({
      tenant_discovery_endpoint: `https://${HOST}/${TENANT}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: HOST, preferred_cache: HOST, aliases: [HOST] }],
    }),
  );
  routes.get("/:tenant/v2.0/.well-known/openid-configuration", (c) => c.json(configuration()));
  routes.get("/:tenant/.well-known/openid-configuration", (c) => c.json(configuration()));
  routes.get("/:tenant/discovery/v2.0/keys", (c) => c.json({ keys: [key.jwk] }));
  routes.get("/:tenant/discovery/keys", (c) => c.json({ keys: [key.jwk] }));
  routes.post("/:tenant/oauth2/v2.0/token", async (c) => {
    const form = await c.req.parseBody();
    const field = (name: string) => (typeof form[name] === "string" ? form[name] : "");
    const refuse = (status: 400 | 401, error: string, description: string) =>
      c.json(
        { error, error_description: description, error_codes: [Number(/AADSTS(\d+)/.exec(description)?.[1])] },
        status,
      );
    if (c.req.param("tenant") !== TENANT) {
      return refuse(
        400,
        "invalid_request",
        `AADSTS90002: Tenant '${c.req.param("tenant")}' not found; the tenant here is ${TENANT}.`,
      );
    }
    if (field("grant_type") !== "client_credentials") {
      return refuse(
        400,
        "unsupported_grant_type",
        `AADSTS70003: The grant type '${field("grant_type")}' is not supported; supported is client_credentials.`,
      );
    }
    const scope = field("scope");
    if (!scope.endsWith("/.default")) {
      return refuse(
        400,
        "invalid_scope",
        `AADSTS1002012: The scope '${scope}' is not valid; it has to end in /.default.`,
      );
    }
    const principal = directory.login(field("client_id"), field("client_secret"));
    if (principal === undefined) {
      return refuse(
        401,
        "invalid_client",
        `AADSTS7000215: Invalid client id or client secret for application '${field("client_id")}'.`,
      );
    }
    const token = await tokens.issue(principal, scope.slice(0, -"/.default".length), CLIENT_LIFETIME_S);
    return c.json({
      token_type: "Bearer",
      expires_in: CLIENT_LIFETIME_S,
      ext_expires_in: CLIENT_LIFETIME_S,
      access_token: token,
    });
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

const configuration = () => ({
  issuer: `https://${HOST}/${TENANT}/v2.0`,
  authorization_endpoint: `https://${HOST}/${TENANT}/oauth2/v2.0/authorize`,
  token_endpoint: `https://${HOST}/${TENANT}/oauth2/v2.0/token`,
  jwks_uri: `https://${HOST}/${TENANT}/discovery/v2.0/keys`,
  response_types_supported: ["token"],
  subject_types_supported: ["pairwise"],
  id_token_signing_alg_values_supported: ["RS256"],
});
