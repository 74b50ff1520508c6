import { isObject } from "../../shared/is-object.js";
import type { Properties, Resource, Resources, ResourceType } from "../../shared/resource.js";
import type { Platform } from "../../shared/service.js";
import { parseArmId, sameId } from "../arm-id.js";
import { objectAt, stringAt } from "../declared.js";
import { errors } from "../errors.js";

export const SERVER_FARMS = "Microsoft.Web/serverfarms";
export const SITES = "Microsoft.Web/sites";

/** Whether a plan is of the Flex Consumption kind. */
export const isFlex = (plan: Resource): boolean => {
  const sku = objectAt(plan.inputs, "sku");
  return sku.tier === "FlexConsumption" || sku.name === "FC1";
};

/**
 * App Service plans.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.web/serverfarms
 */
export function serverFarm({ resources, misbehaviours }: Pick<Platform, "resources" | "misbehaviours">): ResourceType {
  return {
    type: SERVER_FARMS,
    put(declared) {
      if (misbehaviours.strikes("quota", declared.id)) throw errors.overQuota();
      return outputsOf(declared, sitesOf(resources, declared.id).length);
    },
    delete(plan) {
      const sites = sitesOf(resources, plan.id).map((site) => site.name);
      if (sites.length > 0) throw errors.planInUse(plan.name, sites);
    },
  };
}

const sitesOf = (resources: Resources, planId: string): Resource[] =>
  resources.list(SITES).filter((site) => sameId(stringAt(site.inputs, "serverFarmId"), planId));

function outputsOf(declared: Omit<Resource, "outputs">, numberOfSites: number): Properties {
  const { resourceGroupName: _, ...inputs } = declared.inputs;
  const { subscription, resourceGroup } = parseArmId(declared.id);
  const sku = inputs.sku;
  return {
    ...inputs,
    name: declared.name,
    type: SERVER_FARMS,
    kind: inputs.kind ?? "app",
    ...(isObject(sku)
      ? { sku: { size: sku.name, family: String(sku.name).replace(/\d+$/, ""), capacity: 0, ...sku } }
      : {}),
    geoRegion: inputs.location,
    maximumNumberOfWorkers: 100,
    numberOfSites,
    numberOfWorkers: 0,
    provisioningState: "Succeeded",
    status: "Ready",
    reserved: inputs.reserved ?? false,
    resourceGroup,
    subscription,
  };
}
