import type { Platform } from "../../shared/service.js";
import type { Site } from "../site.js";
import { BlobContainer } from "./blob-container.js";
import { identityByClientId } from "./site-identity.js";

const PREFIX = "AzureWebJobsStorage";

/**
 * The host's own storage, as the settings `AzureWebJobsStorage__*` say.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 */
export interface HostStorage {
  container(name: string): BlobContainer;
}

/** @throws when the settings do not name an account and an identity. */
export function hostStorage(
  platform: Pick<Platform, "wire" | "identities" | "clock" | "resources">,
  site: Site,
): HostStorage {
  const { settings } = site;
  if (settings[PREFIX] !== undefined) {
    throw new Error(
      `setting ${PREFIX} is a connection string: the local Azure takes ${PREFIX}__* with a managed identity`,
    );
  }
  const account = settings[`${PREFIX}__accountName`];
  const uri =
    settings[`${PREFIX}__blobServiceUri`] ??
    (account === undefined ? undefined : `https://${account}.blob.core.windows.net`);
  if (uri === undefined) {
    throw new Error(`settings ${PREFIX}__blobServiceUri or ${PREFIX}__accountName: one is needed, neither is set`);
  }
  const clientId = settings[`${PREFIX}__clientId`];
  if (clientId === undefined) {
    throw new Error(`setting ${PREFIX}__clientId: needed, for the site has no system-assigned identity`);
  }
  const identityId = identityByClientId(platform.resources, site, clientId);
  return { container: (name) => new BlobContainer(platform, `${uri.replace(/\/+$/, "")}/${name}`, identityId) };
}
