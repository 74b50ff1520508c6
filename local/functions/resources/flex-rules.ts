import { isObject } from "../../shared/is-object.js";
import type { Properties } from "../../shared/resource.js";
import { objectAt, stringAt } from "../declared.js";
import { errors } from "../errors.js";
import { appSettings } from "../site.js";

/** Memory of an instance: https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#instance-memory. */
const INSTANCE_MEMORY_MB: readonly unknown[] = [512, 2048, 4096];
const MAXIMUM_INSTANCES = { least: 40, most: 1000 };

/**
 * Settings that moved to `functionAppConfig`, or that name a way of deploying that Flex Consumption does not have.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations
 */
const REFUSED_SETTINGS =
  /^(WEBSITE_RUN_FROM_PACKAGE|SCM_DO_BUILD_DURING_DEPLOYMENT|ENABLE_ORYX_BUILD|FUNCTIONS_WORKER_RUNTIME|FUNCTIONS_WORKER_RUNTIME_VERSION|WEBSITE_NODE_DEFAULT_VERSION|WEBSITE_CONTENT(AZUREFILECONNECTIONSTRING|OVERVNET|SHARE))$/i;

/**
 * Site configuration that Azure names in its refusals, as quoted in
 * https://github.com/Azure/terraform-azurerm-avm-res-web-site/issues/283 and /360 and
 * https://github.com/Azure/azure-functions-host/issues/10643.
 */
const REFUSED_PROPERTIES = [
  "LinuxFxVersion",
  "WindowsFxVersion",
  "FtpsState",
  "Use32BitWorkerProcess",
  "NetFrameworkVersion",
  "PreWarmedInstanceCount",
  "FunctionsRuntimeScaleMonitoringEnabled",
  "FunctionAppScaleLimit",
];

/**
 * Refuses what Azure refuses for a site of a Flex Consumption plan.
 *
 * @throws AzureError 400
 */
export function checkFlexSite(inputs: Properties): void {
  if (!isObject(inputs.functionAppConfig)) {
    throw errors.invalid(
      "Site.FunctionAppConfig",
      "The FunctionAppConfig section was not specified in the request, which is required for Flex Consumption sites. " +
        "To proceed, please add the FunctionAppConfig section in your request.",
    );
  }
  refuse(
    "app setting",
    Object.keys(appSettings(inputs)).filter((name) => REFUSED_SETTINGS.test(name)),
    (name) => `Site.SiteConfig.AppSettings.${name}`,
  );
  const siteConfig = objectAt(inputs, "siteConfig");
  refuse(
    "site configuration property",
    REFUSED_PROPERTIES.filter((name) => (siteConfig[name.charAt(0).toLowerCase() + name.slice(1)] ?? null) !== null),
    (name) => `Site.SiteConfig.${name}`,
  );
  if (siteConfig.alwaysOn === true) refuse("site configuration property", ["AlwaysOn"], (n) => `Site.SiteConfig.${n}`);
  checkScale(objectAt(inputs, "functionAppConfig", "scaleAndConcurrency"));
  checkStorage(objectAt(inputs, "functionAppConfig", "deployment", "storage"), objectAt(inputs, "identity"));
}

function refuse(kind: string, names: readonly string[], path: (name: string) => string): void {
  const paths = names.map(path).join(", ");
  if (names.length === 1) {
    throw errors.invalid(
      `The following ${kind} (${paths}) for Flex Consumption sites`,
      "Please remove or rename it before retrying.",
    );
  }
  if (names.length > 1) {
    throw errors.invalid(
      `The following list of ${names.length} ${kind.replace(/y$/, "ie")}s (${paths}) for Flex Consumption sites`,
      "Please remove or rename them before retrying.",
    );
  }
}

function checkScale({ instanceMemoryMB, maximumInstanceCount }: Properties): void {
  if (instanceMemoryMB !== undefined && !INSTANCE_MEMORY_MB.includes(instanceMemoryMB)) {
    throw errors.invalid(
      `Site.FunctionAppConfig.ScaleAndConcurrency.InstanceMemoryMB ${instanceMemoryMB}`,
      `Expected one of ${INSTANCE_MEMORY_MB.join(", ")}.`,
    );
  }
  const { least, most } = MAXIMUM_INSTANCES;
  if (
    maximumInstanceCount !== undefined &&
    !(Number(maximumInstanceCount) >= least && Number(maximumInstanceCount) <= most)
  ) {
    throw errors.invalid(
      `Site.FunctionAppConfig.ScaleAndConcurrency.MaximumInstanceCount ${maximumInstanceCount}`,
      `Expected ${least} to ${most}.`,
    );
  }
}

function checkStorage(storage: Properties, identity: Properties): void {
  const where = "Site.FunctionAppConfig.Deployment.Storage";
  if (storage.type !== "blobContainer")
    throw errors.invalid(`${where}.Type ${storage.type}`, "Expected blobContainer.");
  if (!/^https:\/\/[^/]+\/[^/]+$/.test(String(storage.value))) {
    throw errors.invalid(
      `${where}.Value ${storage.value}`,
      "Expected https://{account}.blob.core.windows.net/{container}.",
    );
  }
  const authentication = objectAt(storage, "authentication");
  if (authentication.type !== "UserAssignedIdentity") {
    throw errors.unsupported(`${where}.Authentication.Type`, String(authentication.type), "UserAssignedIdentity");
  }
  const named = stringAt(authentication, "userAssignedIdentityResourceId")?.toLowerCase();
  if (!identityIds(identity).some((id) => id.toLowerCase() === named)) {
    throw errors.invalid(
      `${where}.Authentication.UserAssignedIdentityResourceId ${named}`,
      "Expected one of the identities of the site.",
    );
  }
}

/** The identities of a site: a list of ids as declared to azure-native, or the keys of Azure's own map. */
export function identityIds(identity: Properties): string[] {
  const ids = identity.userAssignedIdentities;
  if (Array.isArray(ids)) return ids.map(String);
  return isObject(ids) ? Object.keys(ids) : [];
}
