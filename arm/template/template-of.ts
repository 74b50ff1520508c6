import type { DeclaredResource } from "../declared/declared-resource.js";
import type { MadeUp } from "../declared/made-up.js";
import type { Shapes } from "../shapes/shapes.js";
import { dependenciesOf } from "./dependencies.js";
import { nestedDeployment } from "./nested-deployment.js";
import { Parameters } from "./parameters.js";
import { parseId } from "./parsed-id.js";
import type { LeftOut, StackTemplate, Template } from "./template.js";
import { templateResource } from "./template-resource.js";

/**
 * A whole stack as one ARM template for a subscription: its resource groups, and for each a nested deployment with what
 * lies in it.
 *
 * @throws when a resource of azure-native is of a type that is not mapped.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-subscription
 */
export function templateOf(
  stack: string,
  resources: readonly DeclaredResource[],
  shapes: Shapes,
  madeUp: MadeUp,
): StackTemplate {
  const parameters = new Parameters();
  const parts = { stack, shapes, madeUp, needs: dependenciesOf(resources), parameters };
  const declared = resources.filter(({ type }) => type.startsWith("azure-native:"));
  const leftOut = resources.filter((resource) => !declared.includes(resource)).map(leftOutOf);
  const byGroup = Map.groupBy(declared, ({ id }) => (parseId(id).type === undefined ? undefined : parseId(id).group));
  const template: Template = {
    $schema: "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    ...(leftOut.length === 0 ? {} : { metadata: { leftOut } }),
    // What is added to them below is in it.
    parameters: parameters.all,
    resources: [
      ...(byGroup.get(undefined) ?? []).map((resource) => templateResource(resource, undefined, parts)),
      ...[...byGroup].flatMap(([group, inGroup]) =>
        group === undefined ? [] : [nestedDeployment(group, inGroup, parts)],
      ),
    ],
  };
  return { template, leftOut };
}

function leftOutOf({ type, name }: DeclaredResource): LeftOut {
  const reason = type.startsWith("pulumi-nodejs:dynamic/")
    ? "the program does it itself on the running system, with what ARM has no resource for"
    : "it is no resource of Azure Resource Manager";
  return { type, name, reason };
}
