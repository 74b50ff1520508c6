import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place.js";

export interface StackGroupArgs extends Omit<Place, "group"> {
  /** Name of one that exists; without it, the stack makes its own. */
  readonly existing: string | undefined;
}

/**
 * The resource group of the stack. One that exists is only read, also by a preview: the stack never makes, changes or
 * removes it.
 *
 * Both have the same Pulumi name, so that a stack that made its group can be told later that it exists: the engine lets
 * go of a resource that is read under the id that it had, and deletes nothing.
 *
 * @returns its name.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/get/
 */
export function stackGroup(
  { existing, names, location, tags, subscriptionId }: StackGroupArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  if (existing === undefined) {
    return new ResourceGroup("group", { resourceGroupName: names.group, location, tags }, opts).name;
  }
  const id = pulumi.interpolate`/subscriptions/${subscriptionId}/resourceGroups/${existing}`;
  return ResourceGroup.get("group", id).name;
}
