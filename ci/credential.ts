import { DefaultAzureCredential, type TokenCredential, WorkloadIdentityCredential } from "@azure/identity";

/**
 * A login for the SDKs in this process, from an environment that `loggedIn` has made: they would read the process's own.
 *
 * Without a federated login it is the one of this process: `az login`, or a service principal by its variables.
 */
export function credentialOf(env: NodeJS.ProcessEnv): TokenCredential {
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId, AZURE_FEDERATED_TOKEN_FILE: tokenFilePath } = env;
  return clientId && tenantId && tokenFilePath
    ? new WorkloadIdentityCredential({ clientId, tenantId, tokenFilePath })
    : new DefaultAzureCredential();
}
