import type { Properties, Resource, Resources } from "../shared/resource.js";
import { parseArmId } from "./arm-id.js";
import { objectAt, stringAt } from "./declared.js";
import { isFlex } from "./resources/server-farm.js";
import { type Cors, corsOf } from "./triggers/cors.js";

/** https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#instance-memory */
const DEFAULT_MEMORY_MB = 2048;

export type Settings = Readonly<Record<string, string>>;

/** A function app as the host runs it. */
export interface Site {
  /** ARM id. */
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscription: string;
  readonly location: string;
  /** `{name}.azurewebsites.net`, lower case. */
  readonly hostName: string;
  readonly settings: Settings;
  readonly cors: Cors;
  /** ARM ids of its user-assigned identities. */
  readonly identityIds: readonly string[];
  /** Where its package lies. */
  readonly deployment: { readonly containerUrl: string; readonly identityId: string };
  readonly runtime: { readonly name: string; readonly version: string };
  /** Memory of an instance, MB. */
  readonly memoryMB: number;
  /** Why the local Azure keeps it but cannot run it; absent when it can. */
  readonly notRun?: string;
}

export const hostNameOf = (siteName: string): string => `${siteName.toLowerCase()}.azurewebsites.net`;
export const scmHostNameOf = (siteName: string): string => `${siteName.toLowerCase()}.scm.azurewebsites.net`;

/** App settings as one map. */
export function appSettings(inputs: Properties): Settings {
  const pairs = objectAt(inputs, "siteConfig").appSettings;
  if (!Array.isArray(pairs)) return {};
  return Object.fromEntries(pairs.map((pair) => [String(objectAt(pair).name), String(objectAt(pair).value ?? "")]));
}

/** Reads a declared site. What makes no sense was refused when it was declared. */
export function readSite(resource: Resource, resources: Resources): Site {
  const { inputs } = resource;
  const { subscription, resourceGroup } = parseArmId(resource.id);
  const storage = objectAt(inputs, "functionAppConfig", "deployment", "storage");
  const runtime = objectAt(inputs, "functionAppConfig", "runtime");
  const scale = objectAt(inputs, "functionAppConfig", "scaleAndConcurrency");
  const plan = resources.get(stringAt(inputs, "serverFarmId") ?? "");
  const site = {
    id: resource.id,
    name: resource.name,
    resourceGroup,
    subscription,
    location: stringAt(inputs, "location") ?? "",
    hostName: hostNameOf(resource.name),
    settings: appSettings(inputs),
    cors: corsOf(inputs),
    identityIds: Object.keys(objectAt(resource.outputs, "identity", "userAssignedIdentities")),
    deployment: {
      containerUrl: stringAt(storage, "value") ?? "",
      identityId: stringAt(objectAt(storage, "authentication"), "userAssignedIdentityResourceId") ?? "",
    },
    runtime: { name: stringAt(runtime, "name") ?? "", version: stringAt(runtime, "version") ?? "" },
    memoryMB: Number(scale.instanceMemoryMB ?? DEFAULT_MEMORY_MB),
  };
  const notRun = whyNotRun(site.runtime.name, inputs, plan);
  return notRun === undefined ? site : { ...site, notRun };
}

function whyNotRun(runtime: string, inputs: Properties, plan: Resource | undefined): string | undefined {
  if (!String(inputs.kind ?? "").includes("functionapp")) return `kind "${inputs.kind ?? ""}" is no function app`;
  if (plan === undefined || !isFlex(plan)) return "the local Azure runs function apps of Flex Consumption plans only";
  if (runtime !== "node") return `runtime "${runtime}": the local Azure runs node`;
  if (inputs.enabled === false) return "the site is disabled";
  return undefined;
}
