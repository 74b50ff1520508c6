import type { ResourceType } from "../shared/resource.js";
import type { AzuriteClient } from "./azurite-client.js";
import { hostOf, metadataHeaders, requireName, withoutParameters } from "./inner-resource.js";

const NAME = /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const RULES = "3 to 63 lower-case letters, numbers and single hyphens, with a letter or number at both ends";

/**
 * Queues, made through Azure Resource Manager.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/queue/create
 */
export function queueType(client: AzuriteClient): ResourceType {
  return {
    type: "Microsoft.Storage/storageAccounts/queueServices/queues",
    async put({ id, name, type, inputs }) {
      requireName(name, NAME, RULES);
      const host = hostOf(id, "queue");
      const metadata = metadataHeaders(inputs);
      // 204: it is there with the same metadata; 409: with other.
      const made = await client.require([201, 204, 409], host, "PUT", `/${name}`, metadata);
      if (made.status === 409) await client.require([204], host, "PUT", `/${name}?comp=metadata`, metadata);
      return { ...withoutParameters(inputs), name, type, approximateMessageCount: 0 };
    },
    async delete({ id, name }) {
      await client.require([204, 404], hostOf(id, "queue"), "DELETE", `/${name}`);
    },
  };
}
