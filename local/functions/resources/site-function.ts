import { nameOf, parentOf } from "../../shared/arm-id.js";
import type { ResourceType } from "../../shared/resource.js";
import type { FunctionDefinition } from "../host/function-definition.js";

const TYPE = "Microsoft.Web/sites/functions";

/**
 * The functions of an app, as Azure Resource Manager lists them once the triggers of its code were synchronised.
 *
 * @param functionsOf those that the app of a site has registered; none before its code runs.
 * @see https://learn.microsoft.com/rest/api/appservice/web-apps/get-function
 */
export function siteFunction(functionsOf: (siteId: string) => readonly FunctionDefinition[]): ResourceType {
  return {
    type: TYPE,
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
