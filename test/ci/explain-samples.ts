/** Somebody's secret: it stands beside what is recognized, and must not come back. */
export const SECRET = "hunter2-hunter2-hunter2";
const SUBSCRIPTION = "7c0ffee0-0000-4000-8000-0000000005b5";
const STORAGE = "dev/.pulumi%2Fmeta.yaml";
const CHAIN =
  'error: read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): DefaultAzureCredential: failed to acquire a token.';
const entra = (text: string) => `${CHAIN}
Attempted credentials:
	WorkloadIdentityCredential authentication failed. 
		RESPONSE 401: 401 Unauthorized
		{
		  "error": "invalid_client",
		  "error_description": "${text} Trace ID: 2d2bb40e Timestamp: 2026-11-21 11:02:55Z",
		}`;

/** A text that a run fails with, and what is to be said about it. */
export interface Sample {
  /** Of `docs/how-to/recover.md`. */
  readonly section: string;
  /** As the CLI prints it; long runs are cut to what matters. */
  readonly printed: string;
  /** Part of it. */
  readonly said: RegExp;
}

/** A text for each cause that is known. */
export const SAMPLES: readonly Sample[] = [
  {
    section: "a-job-that-may-not-ask-for-a-token",
    printed: "This job cannot log in to Azure: GitHub gives it no OIDC token. It needs `permissions: id-token: write`",
    said: /`permissions: id-token: write`/,
  },
  {
    section: "a-job-that-may-not-ask-for-a-token",
    printed: "error: A OIDC token or request URL and token must be configured when authenticating with OIDC.",
    said: /GitHub gave this job no OIDC token/,
  },
  {
    section: "a-token-that-has-expired",
    printed: `AADSTS700024: Client assertion is not within its valid time range. Current time: 2022-10-26T06:11:15.1049397Z, assertion valid from 2022-10-26T06:01:13.0000000Z, expiry time of assertion 2022-10-26T06:06:13.0000000Z. Review the documentation at`,
    said: /ended at 2022-10-26T06:06:13\.0000000Z, and it was 2022-10-26T06:11:15\.1049397Z:/,
  },
  {
    section: "a-subject-that-entra-does-not-know",
    printed: entra(
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:o/r:environment:prod'. Check your federated",
    ),
    said: /subject "repo:o\/r:environment:prod", letter for letter/,
  },
  {
    section: "a-subject-that-entra-does-not-know",
    printed:
      "Error: : AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: 'https://token.actions.githubusercontent.com/'. Assertion Subject: 'repo:o/r:ref:refs/heads/main'. Assertion Audience: 'api://AzureADTokenExchange'.",
    said: /subject "repo:o\/r:ref:refs\/heads\/main"/,
  },
  {
    section: "a-subject-that-entra-does-not-know",
    printed: entra(
      "AADSTS700212: No matching federated identity record found for presented assertion audience 'api://other'. Check",
    ),
    said: /the audience "api:\/\/other"/,
  },
  {
    section: "a-subject-that-entra-does-not-know",
    printed: entra(
      "AADSTS70025: The client '1111'(gridwire-dev-deploy) has no configured federated identity credentials.",
    ),
    said: /Application 1111 has no federated credential at all/,
  },
  {
    section: "a-login-in-another-tenant",
    printed: entra("AADSTS90002: Tenant '2222' not found. Check to make sure you have the correct tenant ID"),
    said: /no tenant "2222".*AZURE_TENANT_ID/,
  },
  {
    section: "a-login-in-another-tenant",
    printed: entra(
      "AADSTS700016: Application with identifier '1111' was not found in the directory '2222'. This can happen",
    ),
    said: /Tenant "2222" has no application 1111/,
  },
  {
    section: "a-login-in-another-tenant",
    printed: entra(
      "AADSTS7000229: The client application 1111 is missing service principal in the tenant 2222. See instructions",
    ),
    said: /Application 1111 has no service principal in tenant 2222\./,
  },
  {
    section: "no-login",
    printed: "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
    said: /PULUMI_BACKEND_URL names no other backend/,
  },
  {
    section: "no-login",
    printed:
      "error: could not create secrets manager for new stack: secrets (code=Unknown): DefaultAzureCredential: failed to acquire a token.",
    said: /^No login for the Key Vault key/,
  },
  { section: "no-login", printed: CHAIN, said: /^No login for the state in azblob:\/\/dev\?storage_account=st1/ },
  {
    section: "no-login",
    printed: "ChainedTokenCredential authentication failed.\nCredentialUnavailableError: x",
    said: /^No login for what this command/,
  },
  {
    section: "no-login",
    printed: "error: A Subscription ID must be configured when authenticating with OIDC.",
    said: /the Subscription ID is missing.*ARM_SUBSCRIPTION_ID/,
  },
  {
    section: "no-login",
    printed: "error: ERROR: Please run 'az login' to setup account.",
    said: /^No login for the providers\. /,
  },
  {
    section: "a-passphrase-that-does-not-fit",
    printed: "error: getting stack configuration: get stack secrets manager: incorrect passphrase",
    said: /not the one that encrypted stack dev/,
  },
  {
    section: "a-passphrase-that-does-not-fit",
    printed:
      "get stack secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
    said: /none is set/,
  },
  {
    section: "a-passphrase-that-does-not-fit",
    printed: "unable to read PULUMI_CONFIG_PASSPHRASE_FILE: open /nowhere: no such file or directory",
    said: /names \/nowhere, which does not exist/,
  },
  {
    section: "a-key-that-may-not-be-used",
    printed: String.raw`secrets (code=PermissionDenied): POST https://kv-1.vault.azure.net/keys/dev/encrypt
    "message": "Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/keys/encrypt/action'\r\nResource: '/subscriptions/1/resourcegroups/rg/providers/microsoft.keyvault/vaults/kv-1/keys/dev'\r\n"`,
    said: /key "dev" of vault kv-1.*Key Vault Crypto User/,
  },
  {
    section: "a-key-that-may-not-be-used",
    printed: "secrets (code=NotFound): POST https://kv-1.vault.azure.net/keys/dev/decrypt\nERROR CODE: KeyNotFound",
    said: /has no key "dev".*--vault-name kv-1 --name dev/,
  },
  {
    section: "a-key-that-may-not-be-used",
    printed:
      'secrets (code=Unknown): Post "https://kv-1.vault.azure.net/keys/dev/encrypt?api-version=2025-07-01": dial tcp: lookup kv-1.vault.azure.net on 127.0.0.53:53: no such host',
    said: /no vault kv-1\.vault\.azure\.net/,
  },
  {
    section: "a-plan-that-no-longer-fits",
    printed: `error: resource urn:pulumi:dev::gridwire::a$b:Secret::vault-key violates plan: properties changed: =~value[{${SECRET}}]`,
    said: /wants now: another "vault-key"/,
  },
  {
    section: "a-plan-that-no-longer-fits",
    printed: "error: create is not allowed by the plan: no steps were expected for this resource",
    said: /to create a resource that it does not have/,
  },
  {
    section: "a-policy-violation",
    printed:
      "        - [mandatory] [severity: high]  storage-https-only  (azure-native:storage:StorageAccount: data-account)",
    said: /storage-https-only is violated by azure-native:storage:StorageAccount: data-account/,
  },
  {
    section: "a-resource-group-that-nobody-made",
    printed: `error: Preview failed: resource '/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-gridwire-dev' does not exist`,
    said: /no resource group "rg-gridwire-dev".*npm run bootstrap/,
  },
  {
    section: "a-namespace-that-is-not-registered",
    printed: `Status=409 Code="MissingSubscriptionRegistration" Message="The subscription is not registered to use namespace 'Microsoft.App'. See https://aka.ms/rps-not-found"`,
    said: /az provider register --namespace Microsoft\.App --wait/,
  },
  {
    section: "a-vault-name-that-is-still-taken",
    printed: `  azure-native:keyvault:Vault (vault):
    error: Status=409 Code="ConflictError" Message="A vault with the same name already exists in deleted state. You need to either recover or purge`,
    said: /name of vault "vault".*az keyvault list-deleted/,
  },
  {
    section: "protected-resources",
    printed:
      'error: Preview failed: resource "urn:pulumi:dev::gridwire::a$b:Table::data-counts" cannot be deleted\n    because it is protected. To unprotect',
    said: /"data-counts" holds data.*`pulumi config set gridwire:protect false --stack dev`/,
  },
  {
    section: "a-right-that-is-missing",
    printed: `Status=403 Code="AuthorizationFailed" Message="The client '1111' with object id '1111' does not have authorization to perform action 'Microsoft.Web/sites/write' over scope '/subscriptions/1/x' or the scope is invalid."`,
    said: /login 1111 may not Microsoft\.Web\/sites\/write at \/subscriptions\/1\/x\./,
  },
  {
    section: "a-locked-stack",
    printed: `error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  azblob://dev/.pulumi/locks/organization/gridwire/dev/946902d0.json?storage_account=st1: created by runner@fv-az1 (pid 24993) at 2026-11-21T10:45:35Z`,
    said: /^Stack dev is locked since 2026-11-21T10:45:35Z by process 24993 of runner on fv-az1\..*`pulumi cancel --yes --stack dev`/,
  },
  {
    section: "a-lock-that-was-taken-away",
    printed:
      "error: there was a problem deleting the lock at azblob://dev/x/2d31fca7-33fa.json?storage_account=st1, manual clean up may be required: blob (code=NotFound)",
    said: /took its lock 2d31fca7-33fa\.json away/,
  },
  {
    section: "a-state-that-is-cut-off",
    printed: "error: failed to load checkpoint: place 1: unexpected end of JSON input",
    said: /Do not make the stack anew/,
  },
  {
    section: "a-state-that-may-not-be-read",
    printed: `error: read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): GET https://st1.blob.core.windows.net/${STORAGE}
RESPONSE 403: 403 Forbidden
ERROR CODE: AuthorizationPermissionMismatch`,
    said: /container "dev" of account st1/,
  },
  {
    section: "a-state-that-may-not-be-read",
    printed: "Panic:            runtime error\ngocloud.dev/blob/azureblob.(*writer).Close.func1()",
    said: /Writing to azblob:\/\/dev\?storage_account=st1 was refused/,
  },
  {
    section: "a-state-that-may-not-be-read",
    printed: "error listing stacks: could not list bucket: blob (code=NotFound)\nERROR CODE: ContainerNotFound",
    said: /There is no container/,
  },
  {
    section: "a-state-that-may-not-be-read",
    printed: "dial tcp: lookup st1.blob.core.windows.net on 127.0.0.53:53: no such host",
    said: /no storage account st1\.blob/,
  },
  {
    section: "a-state-that-may-not-be-read",
    printed: 'error: unable to open state directory "file:///nowhere": stat /nowhere: no such file or directory',
    said: /folder file:\/\/\/nowhere of the state does not exist/,
  },
  {
    section: "a-stack-that-does-not-exist",
    printed: "error: no stack named 'dev' found",
    said: /no stack "dev" in azblob:\/\/dev/,
  },
  {
    section: "a-stack-that-does-not-exist",
    printed: "error: no stack selected; please use `pulumi stack select` or `pulumi stack init` to choose one",
    said: /Name it: `--stack dev`/,
  },
  {
    section: "a-stack-without-its-file",
    printed:
      "error: The stack's config cannot be used:\n      azure-native:location is missing: expected x\n      gridwire:environment is missing: expected y",
    said: /`Pulumi\.dev\.yaml`.*`pulumi config refresh --force --stack dev`/,
  },
  {
    section: "a-resource-that-exists-already",
    printed: `Diagnostics:
  pulumi:pulumi:Stack (gridwire-dev):
    warning: Attempting to deploy or update resources with 1 pending operations from previous deployment.
      * urn:pulumi:dev::gridwire::a$b::data, interrupted while creating
    error: update failed

  azure-native:web:WebApp (tally-site):
    error: cannot create already existing resource '/subscriptions/1/sites/tally'`,
    said: /--parent "parent=\$PARENT" azure-native:web:WebApp tally-site \/subscriptions\/1\/sites\/tally --stack dev`/,
  },
  {
    section: "an-interrupted-update",
    printed: `    warning: Attempting to deploy or update resources with 2 pending operations from previous deployment.
      * urn:pulumi:dev::gridwire::a$b::data, interrupted while updating`,
    said: /2 operations under way, first updating "data"/,
  },
];
