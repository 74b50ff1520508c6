import type { DeclaredResource } from "../declared/declared-resource.js";
import { idExpression } from "./expression.js";
import { Parameters } from "./parameters.js";
import { parseId } from "./parsed-id.js";
import type { Template, TemplateResource } from "./template.js";
import { type Parts, templateResource } from "./template-resource.js";

/**
 * The resources of one group as a deployment within the subscription's template, which hands it its secrets.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates#nested-template
 */
export function nestedDeployment(
  group: string,
  resources: readonly DeclaredResource[],
  parts: Parts,
): TemplateResource {
  const own = new Parameters();
  const template: Template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    parameters: own.all,
    resources: resources.map((resource) => templateResource(resource, group, { ...parts, parameters: own })),
  };
  parts.parameters.add(own);
  const before = resources
    .flatMap(({ urn }) => parts.needs(urn))
    .flatMap(({ id }) => deploymentBefore(id, group, parts));
  return {
    type: "Microsoft.Resources/deployments",
    apiVersion: "2024-03-01",
    name: nameOf(parts.stack, group),
    resourceGroup: group,
    ...(before.length === 0 ? {} : { dependsOn: [...new Set(before)] }),
    properties: {
      mode: "Incremental",
      // Else the expressions inside would be those of the subscription.
      expressionEvaluationOptions: { scope: "inner" },
      parameters: Object.fromEntries(Object.keys(own.all).map((name) => [name, { value: `[parameters('${name}')]` }])),
      template,
    },
  };
}

/** What has to be deployed before, for the sake of a resource that is needed: a group, or what lies in another one. */
function deploymentBefore(needed: string, group: string, { stack }: Parts): string[] {
  const id = parseId(needed);
  if (id.type === undefined) return [`[${idExpression(id, undefined)}]`];
  if (id.group === undefined || id.group === group) return [];
  return [`[resourceId('${id.group}', 'Microsoft.Resources/deployments', '${nameOf(stack, id.group)}')]`];
}

/** At most the 64 characters that a deployment's name may have. */
const nameOf = (stack: string, group: string): string => `${stack}-${group}`.slice(0, 64);
