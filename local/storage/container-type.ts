import { parentOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Resources, ResourceType } from "../shared/resource.js";
import type { AzuriteClient } from "./azurite-client.js";
import { hostOf, metadataHeaders, requireName, withoutParameters } from "./inner-resource.js";

const NAME = /^(\$root|\$web|\$logs|(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9])$/;
const RULES = "3 to 63 lower-case letters, numbers and single hyphens, with a letter or number at both ends";

/**
 * Blob containers, made through Azure Resource Manager: real ones, which the data plane sees.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/blob-containers/create
 */
export function containerType(client: AzuriteClient, resources: Resources): ResourceType {
  return {
    type: "Microsoft.Storage/storageAccounts/blobServices/containers",
    async put({ id, name, type, inputs }, previous) {
      requireName(name, NAME, RULES);
      const host = hostOf(id, "blob");
      const publicAccess = String(inputs.publicAccess ?? "None");
      const accountId = parentOf(parentOf(id) ?? "") ?? "";
      if (publicAccess !== "None" && resources.get(accountId)?.outputs.allowBlobPublicAccess !== true) {
        throw new AzureError(
          409,
          "PublicAccessNotPermitted",
          "Public access is not permitted on this storage account.",
        );
      }
      const access: Record<string, string> =
        publicAccess === "None" ? {} : { "x-ms-blob-public-access": publicAccess.toLowerCase() };
      const metadata = metadataHeaders(inputs);
      const target = `/${name}?restype=container`;
      const made = await client.require([201, 409], host, "PUT", target, { ...access, ...metadata });
      if (made.status === 409) {
        await client.require([200], host, "PUT", `${target}&comp=metadata`, metadata);
        // Setting it clears the stored access policies, so only when it changes.
        if (publicAccess !== String(previous?.inputs.publicAccess ?? "None")) {
          await client.require([200], host, "PUT", `${target}&comp=acl`, access);
        }
      }
      const { headers } = await client.require([200], host, "GET", target);
      return {
        defaultEncryptionScope: "$account-encryption-key",
        denyEncryptionScopeOverride: false,
        publicAccess: "None",
        ...withoutParameters(inputs),
        name,
        type,
        etag: headers.etag,
        lastModifiedTime: new Date(String(headers["last-modified"])).toISOString(),
        leaseState: "Available",
        leaseStatus: "Unlocked",
        hasImmutabilityPolicy: false,
        hasLegalHold: false,
        deleted: false,
        remainingRetentionDays: 0,
      };
    },
    async delete({ id, name }) {
      await client.require([202, 404], hostOf(id, "blob"), "DELETE", `/${name}?restype=container`);
    },
  };
}
