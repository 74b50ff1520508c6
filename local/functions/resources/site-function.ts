import { nameOf, parentOf } from "../../shared/arm-id.js";
import type { Resource, ResourceType } from "../../shared/resource.js";
import type { FunctionDefinition } from "../host/function-definition.js";
import type { KeyList } from "../host/key-list.js";

const TYPE = "Microsoft.Web/sites/functions";

/** What is asked of the running apps, by the ARM ids of their sites. */
export interface SiteFunctions {
  /** Those that the app of a site has registered; none before its code runs. */
  functionsOf(siteId: string): readonly FunctionDefinition[];
  /** @throws AzureError 400 before the host is up. */
  keysOf(siteId: string, functionName: string): Promise<KeyList>;
}

/**
 * The functions of an app, as Azure Resource Manager lists them once the triggers of its code were synchronised.
 *
 * @see https://learn.microsoft.com/rest/api/appservice/web-apps/get-function
 */
export function siteFunction({ functionsOf, keysOf }: SiteFunctions): ResourceType {
  const siteOf = ({ id }: Resource): string => parentOf(id) ?? "";
  return {
    type: TYPE,
    actions: {
      // Not in the envelope that is documented: https://github.com/Azure/azure-rest-api-specs/issues/12889.
      listkeys: async (resource) => ({ ...(await keysOf(siteOf(resource), resource.name)) }),
    },
    find(id) {
      const siteId = parentOf(id) ?? "";
      const wanted = nameOf(id).toLowerCase();
      const found = functionsOf(siteId).find(({ name }) => name.toLowerCase() === wanted);
      if (found === undefined) return undefined;
      const { name, metadata, isDisabled } = found;
      const bindings = Object.entries(metadata.bindings).map(([key, binding]) => ({ ...binding, name: key }));
      const outputs = {
        id,
        name: `${nameOf(siteId)}/${name}`,
        type: TYPE,
        config: { name, bindings, language: "node" },
        language: "node",
        isDisabled,
      };
      return { id, type: TYPE, name, inputs: {}, outputs };
    },
  };
}
