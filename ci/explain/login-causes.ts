import { type Cause, theBackend } from "./cause.js";

const FEDERATION =
  "https://learn.microsoft.com/entra/identity-platform/reference-error-codes; texts in https://github.com/Azure/login issues 360, 453 and 515";
const DEFAULT_CREDENTIAL =
  "https://github.com/Azure/azure-sdk-for-go `sdk/azidentity/default_azure_credential.go`, `chained_token_credential.go`";
const PROVIDER_AUTH = "https://github.com/pulumi/pulumi-azure-native `provider/pkg/provider/auth_azidentity.go`";
const WAYS =
  "In CI run the `npm run ci:…` command, which logs in by the job's OIDC token and needs AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_SUBSCRIPTION_ID; by hand: `az login`.";

/** Logins that fail, the closest description first: a chain of credentials quotes what Entra said to one of them. */
export const LOGIN_CAUSES: readonly Cause[] = [
  {
    section: "a-job-that-may-not-ask-for-a-token",
    pattern:
      /GitHub gives (?:it|this job) no OIDC token|A OIDC token or request URL and token must be configured when authenticating with OIDC/,
    source: `\`ci/login.ts\`, \`ci/git-hub-token.ts\`; ${PROVIDER_AUTH}`,
    says: () =>
      "GitHub gave this job no OIDC token, so nothing could log in to Azure. Give the job `permissions: id-token: write` in its workflow and run it again; a pull request from a fork never gets one.",
  },
  {
    section: "a-token-that-has-expired",
    pattern:
      /AADSTS700024: Client assertion is not within its valid time range\. Current time: (?<now>[\dT:.Z-]+), assertion valid from [^,]*, expiry time of assertion (?<until>[\dT:.Z-]+?)\.? /,
    source: "https://github.com/Azure/login/issues/180, https://github.com/Azure/login/issues/372",
    says: ({ now, until }) =>
      `The job's token ended at ${until}, and it was ${now}: GitHub's live five minutes. The \`npm run ci:…\` commands renew it while they work, so run the CLI through them and not after a login of another step; on a machine of your own, set its clock. Then run the job again.`,
  },
  {
    section: "a-subject-that-entra-does-not-know",
    pattern:
      /AADSTS(?:70021|700213|7002138): No matching federated identity record found for presented assertion(?: subject '(?<subject>[^'\n]+)'|\.[^\n]*?Assertion Subject: '(?<older>[^'\n]+)')/,
    source: FEDERATION,
    says: ({ subject, older }) =>
      `No federated credential of the application has the subject "${subject ?? older}", letter for letter. Either the job runs under another GitHub environment or branch than it should, or AZURE_CLIENT_ID is that of another environment, or the repository was renamed; \`npm run bootstrap\` makes the credentials anew.`,
  },
  {
    section: "a-subject-that-entra-does-not-know",
    pattern:
      /AADSTS(?:70021|70021[12]): No matching federated identity record found for presented assertion (?<part>issuer|audience) '(?<value>[^'\n]+)'/,
    source: FEDERATION,
    says: ({ part, value }) =>
      `No federated credential of the application has the ${part} "${value}". Expected are the issuer https://token.actions.githubusercontent.com and the audience api://AzureADTokenExchange; \`npm run bootstrap\` makes the credentials anew.`,
  },
  {
    section: "a-subject-that-entra-does-not-know",
    pattern: /AADSTS70025: The client '(?<client>[^'\n]+)'\S* has no configured federated identity credentials/,
    source: FEDERATION,
    says: ({ client }) =>
      `Application ${client} has no federated credential at all: AZURE_CLIENT_ID names one that bootstrap did not make, or somebody removed them. Set the variable to what \`npm run bootstrap\` prints.`,
  },
  {
    section: "a-login-in-another-tenant",
    pattern: /AADSTS90002: Tenant '(?<tenant>[^'\n]+)' not found/,
    source: FEDERATION,
    says: ({ tenant }) =>
      `There is no tenant "${tenant}". Set AZURE_TENANT_ID to what \`npm run bootstrap\` prints, or \`az account show --query tenantId\`.`,
  },
  {
    section: "a-login-in-another-tenant",
    pattern:
      /AADSTS700016: Application with identifier '(?<client>[^'\n]+)' was not found in the directory '(?<tenant>[^'\n]+)'/,
    source: FEDERATION,
    says: ({ client, tenant }) =>
      `Tenant "${tenant}" has no application ${client}: AZURE_TENANT_ID and AZURE_CLIENT_ID do not belong together. Set both to what \`npm run bootstrap\` prints for this environment.`,
  },
  {
    section: "a-login-in-another-tenant",
    pattern:
      /AADSTS7000229: The client application (?<client>\S+) is missing service principal in the tenant (?<tenant>\S+?)\. /,
    source: FEDERATION,
    says: ({ client, tenant }) =>
      `Application ${client} has no service principal in tenant ${tenant}. \`npm run bootstrap\` makes it again.`,
  },
  {
    section: "no-login",
    pattern: /PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions/,
    source:
      "https://github.com/pulumi/pulumi `pkg/backend/httpstate/backend.go`; https://github.com/pulumi/actions/issues/1010",
    says: () =>
      "The CLI was about to log in to Pulumi Cloud, which it does when PULUMI_BACKEND_URL names no other backend. Set it to where the stack's state lies, e.g. `azblob://dev?storage_account=<account>`, which `npm run bootstrap` prints; with Pulumi Cloud, set PULUMI_ACCESS_TOKEN.",
  },
  {
    section: "no-login",
    pattern: /secrets \(code=\w+\): (?:\w+: )?DefaultAzureCredential: failed to acquire a token/,
    source: DEFAULT_CREDENTIAL,
    says: () => `No login for the Key Vault key that keeps the stack's secrets. ${WAYS}`,
  },
  {
    section: "no-login",
    pattern: /DefaultAzureCredential: failed to acquire a token/,
    source: DEFAULT_CREDENTIAL,
    says: (_, situation) => `No login for the state in ${theBackend(situation)}. ${WAYS}`,
  },
  {
    section: "no-login",
    pattern: /ChainedTokenCredential authentication failed/,
    source:
      "https://github.com/Azure/azure-sdk-for-js `sdk/identity/identity/src/credentials/chainedTokenCredential.ts`",
    says: () => `No login for what this command itself reads in Azure. ${WAYS}`,
  },
  {
    section: "no-login",
    pattern:
      /A (?<what>Subscription ID|Tenant ID|Client ID) must be configured when authenticating|Please run '?az login'? to setup account|exec: "az": executable file not found|Azure CLI not found on path/,
    source: `${PROVIDER_AUTH}, \`azure_cli.go\``,
    says: ({ what }) =>
      `No login for the providers${what === undefined ? "" : `: the ${what} is missing`}. They do not read the AZURE_ variables of the backend, but ARM_USE_OIDC, ARM_CLIENT_ID, ARM_TENANT_ID and ARM_SUBSCRIPTION_ID. ${WAYS}`,
  },
];
