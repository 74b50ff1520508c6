import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import type { ComponentResource } from "@pulumi/pulumi";
import type { Place } from "../place.js";

/**
 * A storage account that takes tokens only: no shared key, no anonymous read, no plain HTTP.
 *
 * @param accountName at most 24 lower-case letters and digits.
 */
export function keylessAccount(
  name: string,
  accountName: string,
  place: Place,
  parent: ComponentResource,
): StorageAccount {
  return new StorageAccount(
    name,
    {
      accountName,
      resourceGroupName: place.group,
      location: place.location,
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      accessTier: "Hot",
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      defaultToOAuthAuthentication: true,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
      tags: place.tags,
    },
    { parent },
  );
}

/** @param service `blob`, `queue` or `table`. No slash at its end. */
export const storageEndpoint = (accountName: string, service: "blob" | "queue" | "table"): string =>
  `https://${accountName}.${service}.core.windows.net`;
