import { parentOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties, Resources, ResourceType } from "../shared/resource.js";
import { withoutParameters } from "./inner-resource.js";

const DEFAULTS: Readonly<Record<string, Properties>> = {
  blobServices: {
    cors: { corsRules: [] },
    deleteRetentionPolicy: { allowPermanentDelete: false, enabled: false },
  },
  queueServices: { cors: { corsRules: [] } },
  tableServices: { cors: { corsRules: [] } },
};

/**
 * Settings of an account's services. They are kept and answered, and have no effect: Azurite has no soft delete and
 * no versions, and CORS rules are for browsers.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/blob-services/set-service-properties
 */
export const storageServiceTypes = (resources: Resources): ResourceType[] =>
  Object.entries(DEFAULTS).map(([kind, defaults]) => ({
    type: `Microsoft.Storage/storageAccounts/${kind}`,
    put({ id, name, type, inputs }) {
      if (name.toLowerCase() !== "default") {
        throw new AzureError(400, "InvalidResourceName", `The name of ${type} is "${name}"; allowed is "default".`);
      }
      const sku = resources.get(parentOf(id) ?? "")?.outputs.sku;
      return { ...defaults, ...withoutParameters(inputs), name, type, ...(kind === "blobServices" && { sku }) };
    },
  }));
