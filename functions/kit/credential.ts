import {
  AzureCliCredential,
  AzureDeveloperCliCredential,
  ChainedTokenCredential,
  ManagedIdentityCredential,
} from "@azure/identity";
import { CALL_RETRIES, CALL_RETRY_PAUSE_MS } from "./limits.js";

type Environment = Readonly<Record<string, string | undefined>>;
type Credential = ManagedIdentityCredential | ChainedTokenCredential;

let current: Credential | undefined;

/** The one credential of this process; its clients share its token cache. */
export function credential(): Credential {
  current ??= chooseCredential(process.env);
  return current;
}

/**
 * The app's managed identity where there is one, else whoever is signed in on the developer's machine.
 *
 * App Service sets `IDENTITY_ENDPOINT` for a site that has an identity; `AZURE_CLIENT_ID` says which of its
 * user-assigned identities to be.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity
 */
export function chooseCredential(environment: Environment): Credential {
  const clientId = environment.AZURE_CLIENT_ID;
  if (!environment.IDENTITY_ENDPOINT) {
    return new ChainedTokenCredential(new AzureCliCredential(), new AzureDeveloperCliCredential());
  }
  if (!clientId) throw new Error("AZURE_CLIENT_ID is missing: expected the client id of the app's identity");
  return new ManagedIdentityCredential({
    clientId,
    retryOptions: { maxRetries: CALL_RETRIES, maxRetryDelayInMs: CALL_RETRY_PAUSE_MS },
  });
}
