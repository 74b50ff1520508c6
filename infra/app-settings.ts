import * as pulumi from "@pulumi/pulumi";
import { settingOf } from "../contracts/index.js";
import { storageEndpoint } from "./components/keyless-account.js";
import type { WiredNeed } from "./wiring.js";

export interface AppSettingsArgs {
  /** Name of the host's own storage account. */
  readonly accountName: string;
  readonly clientId: pulumi.Input<string>;
  readonly connectionString: pulumi.Input<string>;
  readonly needs: readonly WiredNeed[];
}

export interface AppSetting {
  readonly name: string;
  readonly value: pulumi.Input<string>;
}

/**
 * All settings of an app, in one list with the site: each is an address or the id of the identity to use, none a key.
 * What runs the app (`FUNCTIONS_WORKER_RUNTIME` and its like) is said in `functionAppConfig`, and refused here.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 * @see https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication
 */
export const appSettings = ({ accountName, clientId, connectionString, needs }: AppSettingsArgs): AppSetting[] => [
  { name: "AzureWebJobsStorage__blobServiceUri", value: storageEndpoint(accountName, "blob") },
  { name: "AzureWebJobsStorage__queueServiceUri", value: storageEndpoint(accountName, "queue") },
  { name: "AzureWebJobsStorage__tableServiceUri", value: storageEndpoint(accountName, "table") },
  { name: "AzureWebJobsStorage__credential", value: "managedidentity" },
  { name: "AzureWebJobsStorage__clientId", value: clientId },
  { name: "APPLICATIONINSIGHTS_CONNECTION_STRING", value: connectionString },
  {
    name: "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    value: pulumi.interpolate`ClientId=${clientId};Authorization=AAD`,
  },
  // Which identity the Azure SDKs use; the kit reads it.
  { name: "AZURE_CLIENT_ID", value: clientId },
  ...needs.map(({ key, wire }) => ({ name: settingOf(key), value: wire.url })),
];
