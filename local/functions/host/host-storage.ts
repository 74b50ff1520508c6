import { Connection, type ConnectionPlatform } from "../bindings/connection.js";
import { DEFAULT_CONNECTION, storageConnectionSettings } from "../bindings/connection-settings.js";
import type { Site } from "../site.js";
import { BlobContainer } from "./blob-container.js";

/**
 * The host's own storage, as the setting `AzureWebJobsStorage` or the settings `AzureWebJobsStorage__*` say.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 */
export interface HostStorage {
  container(name: string): BlobContainer;
}

/** @throws when the settings do not name an account, and a way to it. */
export function hostStorage(platform: ConnectionPlatform, site: Site): HostStorage {
  const settings = storageConnectionSettings(site.settings, DEFAULT_CONNECTION, "blob");
  const connection = Connection.of(platform, site, settings);
  return { container: (name) => new BlobContainer(connection, name) };
}
