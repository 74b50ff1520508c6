import { TENANT } from "../shared/arm-id.js";
import { LoginRefusal } from "./login-refusal.js";

const FEDERATION = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
const CHECK = "Check your federated identity credential Subject, Audience and Issuer against the presented assertion.";

/**
 * The login's refusals. Texts as reported in Azure/login (issues 379, 482, 515), Azure/azure-workload-identity
 * (issue 1200), notaryproject/ratify and gravitational/teleport, rootinc/laravel-azure-middleware (issue 51) and
 * https://doc.nais.io/security/auth/azure-ad/faq-troubleshooting/, among others.
 */
export const refusals = {
  noTenant: (tenant: string, error: "invalid_request" | "invalid_tenant") =>
    new LoginRefusal(
      400,
      error,
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    ),
  grantType: (given: string) =>
    new LoginRefusal(
      400,
      "unsupported_grant_type",
      70003,
      `The grant type '${given}' is not supported; the local Azure supports client_credentials.`,
    ),
  scope: (given: string) =>
    new LoginRefusal(400, "invalid_scope", 1002012, `The scope '${given}' is not valid; it has to end in /.default.`),
  resource: (audience: string) =>
    new LoginRefusal(
      400,
      "invalid_resource",
      500011,
      `The resource principal named ${audience} was not found in the tenant named ${TENANT}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
    ),
  noRole: (clientId: string, audience: string, displayName: string) =>
    new LoginRefusal(
      400,
      "invalid_grant",
      501051,
      `Application '${clientId}' is not assigned to a role for the application '${audience}'(${displayName}).`,
    ),
  secret: (clientId: string) =>
    new LoginRefusal(
      401,
      "invalid_client",
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    ),
  noApplication: (clientId: string) =>
    new LoginRefusal(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${TENANT}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    ),
  noServicePrincipal: (clientId: string) =>
    new LoginRefusal(
      401,
      "invalid_client",
      7000229,
      `The client application ${clientId} is missing service principal in the tenant ${TENANT}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
    ),
  assertionType: (given: string) =>
    new LoginRefusal(
      400,
      "invalid_request",
      900144,
      `The request body must contain the following parameter: 'client_assertion_type', with the value urn:ietf:params:oauth:client-assertion-type:jwt-bearer; it has '${given}'.`,
    ),
  noToken: () => new LoginRefusal(401, "invalid_client", 50027, "JWT token is invalid or malformed."),
  noCredentials: (clientId: string, displayName: string) =>
    new LoginRefusal(
      401,
      "invalid_client",
      70025,
      `The client '${clientId}'(${displayName}) has no configured federated identity credentials.`,
    ),
  issuer: (given: string) => mismatch(700211, `issuer '${given}'`),
  subject: (given: string) => mismatch(700213, `subject '${given}'`),
  caseOfSubject: (given: string) =>
    new LoginRefusal(
      401,
      "invalid_client",
      7002138,
      `No matching federated identity record found for presented assertion subject '${given}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ${CHECK} See documentation at: ${FEDERATION}. See breaking change notification and remediation at: https://learn.microsoft.com/en-us/entra/identity-platform/reference-breaking-changes#august-2024.`,
    ),
  audience: (given: string) => mismatch(700212, `audience '${given}'`),
  lifetime: (now: Date, from: Date | undefined, until: Date | undefined) =>
    new LoginRefusal(
      401,
      "invalid_client",
      700024,
      `Client assertion is not within its valid time range. Current time: ${now.toISOString()}, assertion valid from ${from?.toISOString() ?? "(not given)"}, expiry time of assertion ${until?.toISOString() ?? "(not given)"}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`,
    ),
  signature: () =>
    new LoginRefusal(
      401,
      "invalid_client",
      700027,
      "Client assertion contains an invalid signature. [Reason - The key was not found.]",
    ),
  noKeys: (issuer: string, why: string) =>
    new LoginRefusal(
      400,
      "invalid_request",
      50166,
      `Request to External OIDC endpoint failed: the published keys of '${issuer}' cannot be read (${why}).`,
    ),
};

const mismatch = (number: number, what: string): LoginRefusal =>
  new LoginRefusal(
    401,
    "invalid_client",
    number,
    `No matching federated identity record found for presented assertion ${what}. ${CHECK} ${FEDERATION}`,
  );
