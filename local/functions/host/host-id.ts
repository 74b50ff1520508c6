import type { Site } from "../site.js";

/** https://learn.microsoft.com/azure/azure-functions/storage-considerations#host-id-considerations */
const LONGEST = 32;

/**
 * What tells a host's blobs from those of other hosts in the same account: the site's name, cut to 32 characters, or the
 * setting `AzureFunctionsWebHost__hostid`. Names that begin alike have the same id.
 */
export const hostId = ({ name, settings }: Pick<Site, "name" | "settings">): string =>
  settings.AzureFunctionsWebHost__hostid ?? name.toLowerCase().slice(0, LONGEST).replace(/-+$/, "");
