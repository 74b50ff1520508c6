import { SUBSCRIPTION, TENANT } from "../../../local/shared/arm-id.js";

/** What each service of the local Azure answers, without the right to anything: methods and paths that it knows. */
export const HOSTS: Readonly<Record<string, readonly (readonly [method: string, path: string])[]>> = {
  "login.microsoftonline.com": [
    ["GET", "/common/discovery/instance"],
    ["GET", `/${TENANT}/v2.0/.well-known/openid-configuration`],
    ["GET", `/${TENANT}/discovery/v2.0/keys`],
    ["POST", `/${TENANT}/oauth2/v2.0/token`],
  ],
  "token.actions.githubusercontent.com": [
    ["GET", "/.well-known/openid-configuration"],
    ["GET", "/.well-known/jwks"],
  ],
  "management.azure.com": [
    ["GET", `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`],
    ["PUT", `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stother`],
    [
      "POST",
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stfuzz/listKeys`,
    ],
    ["GET", `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Storage`],
  ],
  "stfuzz.blob.core.windows.net": [
    ["GET", "/?comp=list"],
    ["PUT", "/box?restype=container"],
    ["GET", "/box/secret.txt"],
    ["PUT", "/own/a.txt"],
    ["GET", "/own/a.txt"],
    ["PUT", "/own/a.txt?comp=block&blockid=AAAA"],
    ["DELETE", "/own/a.txt"],
    ["GET", "/own?restype=container&comp=list"],
  ],
  "stfuzz.queue.core.windows.net": [
    ["GET", "/line/messages"],
    ["POST", "/line/messages"],
    ["DELETE", "/line/messages/1?popreceipt=x"],
  ],
  "stfuzz.table.core.windows.net": [
    ["GET", "/counts"],
    ["POST", "/counts"],
    ["POST", "/Tables"],
    ["POST", "/$batch"],
    ["GET", "/counts(PartitionKey='a',RowKey='b')"],
  ],
  "kv-none.vault.azure.net": [["GET", "/secrets/mine"]],
  "evgt-none.westeurope-1.eventgrid.azure.net": [["POST", "/api/events"]],
  "westeurope-5.in.applicationinsights.azure.com": [["POST", "/v2.1/track"]],
  "westeurope.livediagnostics.monitor.azure.com": [["POST", "/QuickPulseService.svc/ping"]],
  "func-none.azurewebsites.net": [
    ["GET", "/"],
    ["GET", "/admin/host/status"],
  ],
  "func-none.scm.azurewebsites.net": [["POST", "/api/publish?type=zip"]],
};

/** Names that are not served, or are no names. */
export const OTHER_HOSTS = [
  "example.com",
  "127.0.0.1",
  "localhost",
  "[::1]",
  "169.254.169.254",
  "",
  ".",
  "STFUZZ.blob.core.windows.net",
  "stfuzz.blob.core.windows.net.",
  "stfuzz.blob.core.windows.net:443",
  "stfuzz.blob.core.windows.net:0",
  "stfuzz.blob.core.windows.net:99999",
  "stfuzz.blob.core.windows.net@example.com",
  "a.stfuzz.blob.core.windows.net",
  "stfuzz.file.core.windows.net",
  "*.vault.azure.net",
  "kv-none.vault.azure.net/secrets",
  "kv-none.vault.azure.net\u0000.example.com",
  `${"a".repeat(300)}.vault.azure.net`,
  `${"a".repeat(64)}.vault.azure.net`,
];
