import * as pulumi from "@pulumi/pulumi";
import { type Issuer, settingOf, TOKEN_ISSUERS } from "../contracts/index.js";
import { storageEndpoint } from "./components/keyless-account.js";
import type { TelemetryLevel } from "./config.js";
import type { WiredNeed } from "./wiring.js";

export interface AppSettingsArgs {
  /** Name of the host's own storage account. */
  readonly accountName: string;
  readonly clientId: pulumi.Input<string>;
  readonly connectionString: pulumi.Input<string>;
  readonly telemetry: TelemetryLevel;
  readonly needs: readonly WiredNeed[];
  /** Whose tokens the app takes; left out of one that checks none. */
  readonly issuers?: pulumi.Input<readonly Issuer[]>;
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
export const appSettings = ({
  accountName,
  clientId,
  connectionString,
  telemetry,
  needs,
  issuers,
}: AppSettingsArgs): AppSetting[] => [
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
  // The share of traces, which the kit sends; the level of logs, which the host sends.
  { name: "OTEL_TRACES_SAMPLER", value: "traceidratio" },
  { name: "OTEL_TRACES_SAMPLER_ARG", value: String(telemetry.sampledPercent / 100) },
  { name: "AzureFunctionsJobHost__logging__logLevel__Function", value: telemetry.logLevel },
  // Which identity the Azure SDKs use; the kit reads it.
  { name: "AZURE_CLIENT_ID", value: clientId },
  ...needs.map(({ key, wire }) => ({ name: settingOf(key), value: wire.url })),
  ...(issuers === undefined ? [] : [{ name: TOKEN_ISSUERS, value: pulumi.jsonStringify(issuers) }]),
];
