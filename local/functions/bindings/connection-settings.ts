import type { Settings } from "../site.js";

/** A service of a storage account. */
export type StorageService = "blob" | "queue" | "table";

export interface KeyCredential {
  readonly kind: "key";
  readonly account: string;
  /** Base64. */
  readonly key: string;
}

export interface SignatureCredential {
  readonly kind: "signature";
  /** Added to each URL, without its question mark. */
  readonly query: string;
}

/** How an app reaches a service: by a key, by a signature, or as an identity. */
export type Credential =
  | KeyCredential
  | SignatureCredential
  | { readonly kind: "identity"; readonly identity: ManagedIdentity };

/** The identity that a connection names. */
export type ManagedIdentity =
  | { readonly by: "clientId"; readonly value: string }
  | { readonly by: "resourceId"; readonly value: string };

export interface ConnectionSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly credential: Credential;
}

/** What a binding uses that names no connection. */
export const DEFAULT_CONNECTION = "AzureWebJobsStorage";
const PREFIX = "AzureWebJobs";
const LOCAL_STORAGE = /^UseDevelopmentStorage=true/i;

/**
 * A setting by its name, ignoring case as .NET does.
 *
 * @see https://learn.microsoft.com/dotnet/core/extensions/configuration
 */
export function settingOf(settings: Settings, name: string): string | undefined {
  const exact = settings[name];
  if (exact !== undefined) return exact;
  const found = Object.keys(settings).find((key) => key.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : settings[found];
}

/**
 * Reads the connection of a storage binding: the settings of its name with `AzureWebJobs` in front, or else those of its
 * name. A connection string goes before the settings of an identity.
 *
 * @param name as the binding says it; empty is {@link DEFAULT_CONNECTION}.
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/extensions/Microsoft.Azure.WebJobs.Extensions.Clients/src/Shared/StorageClientProvider.cs
 * @throws when there is no such setting, or when it makes no sense.
 */
export function storageConnectionSettings(
  settings: Settings,
  name: string | undefined,
  service: StorageService,
): ConnectionSettings {
  const asked = name === undefined || name.trim() === "" ? DEFAULT_CONNECTION : name;
  const section = [`${PREFIX}${asked}`, asked].find((prefix) => hasSection(settings, prefix));
  if (section === undefined) {
    const told = asked.startsWith(PREFIX) ? asked : `${PREFIX}${asked}`;
    throw new Error(
      `Storage account connection string '${told}' does not exist. Make sure that it is a defined App Setting.`,
    );
  }
  const text = settingOf(settings, section);
  if (text !== undefined) return fromConnectionString(section, text, service);
  return {
    url: serviceUrl(settings, section, service),
    credential: { kind: "identity", identity: managedIdentity(settings, section) },
  };
}

const hasSection = (settings: Settings, prefix: string): boolean =>
  settingOf(settings, prefix) !== undefined ||
  Object.keys(settings).some((key) => key.toLowerCase().startsWith(`${prefix.toLowerCase()}__`));

function serviceUrl(settings: Settings, section: string, service: StorageService): string {
  const account = settingOf(settings, `${section}__accountName`);
  if (account !== undefined) return `https://${account}.${service}.core.windows.net`;
  const names = [`${section}__${service}ServiceUri`, `${section}__serviceUri`];
  const uri = names.map((one) => settingOf(settings, one)).find((one) => one !== undefined);
  if (uri === undefined) {
    throw new Error(`setting ${section}__accountName or ${names[0]}: one is needed, neither is set`);
  }
  return checkUrl(names[0] ?? section, uri);
}

/**
 * The identity of a connection.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-reference#common-properties-for-identity-based-connections
 * @throws when the settings name none.
 */
export function managedIdentity(settings: Settings, section: string): ManagedIdentity {
  const credential = settingOf(settings, `${section}__credential`);
  if (credential !== undefined && credential.toLowerCase() !== "managedidentity") {
    throw new Error(`setting ${section}__credential is "${credential}": the local Azure takes managedidentity`);
  }
  if (settingOf(settings, `${section}__clientSecret`) !== undefined) {
    throw new Error(`setting ${section}__clientSecret: the local Azure takes managed identities, not secrets`);
  }
  const resourceId = settingOf(settings, `${section}__managedIdentityResourceId`);
  if (resourceId !== undefined) return { by: "resourceId", value: resourceId };
  const clientId = settingOf(settings, `${section}__clientId`) ?? settingOf(settings, "AZURE_CLIENT_ID");
  if (clientId !== undefined) return { by: "clientId", value: clientId };
  throw new Error(`setting ${section}__clientId: needed, for the site has no system-assigned identity`);
}

/** @see https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string */
function fromConnectionString(setting: string, text: string, service: StorageService): ConnectionSettings {
  if (LOCAL_STORAGE.test(text)) {
    throw new Error(`setting ${setting} is "UseDevelopmentStorage=true": name an account of the local Azure instead`);
  }
  const parts = new Map(
    text.split(";").flatMap((part) => {
      const [, key, value] = /^\s*([^=]+)=(.*)$/s.exec(part) ?? [];
      return key === undefined || value === undefined ? [] : [[key.trim().toLowerCase(), value.trim()] as const];
    }),
  );
  const account = parts.get("accountname");
  const endpoint = parts.get(`${service}endpoint`);
  const suffix = parts.get("endpointsuffix") ?? "core.windows.net";
  const url = endpoint ?? (account === undefined ? undefined : `https://${account}.${service}.${suffix}`);
  if (url === undefined) {
    throw new Error(`setting ${setting} is no connection string of a storage account: AccountName is missing`);
  }
  const signature = parts.get("sharedaccesssignature");
  const key = parts.get("accountkey");
  if (signature !== undefined) {
    return { url: checkUrl(setting, url), credential: { kind: "signature", query: signature.replace(/^\?/, "") } };
  }
  if (key === undefined || account === undefined) {
    throw new Error(
      `setting ${setting} is no connection string of a storage account: needed are AccountName and AccountKey, or ` +
        "SharedAccessSignature",
    );
  }
  return { url: checkUrl(setting, url), credential: { kind: "key", account, key } };
}

/** Its value is told by no error: it may hold a signature. */
function checkUrl(setting: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" || url.pathname !== "/" || url.search !== "") {
    throw new Error(`setting ${setting}: expected the https address of a storage service, without path and query`);
  }
  return url.origin;
}
