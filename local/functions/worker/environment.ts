import path from "node:path";
import type { Platform } from "../../shared/service.js";
import type { Site } from "../site.js";

/**
 * All that an app's process finds in its environment: as on Azure, and nothing of the local Azure's own.
 *
 * @see https://learn.microsoft.com/azure/app-service/reference-app-settings
 */
export function workerEnvironment(
  { identities, wire }: Pick<Platform, "identities" | "wire">,
  site: Site,
  directory: string,
  instance: string,
): Record<string, string> {
  return {
    // Machines of Azure run in UTC.
    TZ: "UTC",
    FUNCTIONS_EXTENSION_VERSION: "~4",
    AZURE_FUNCTIONS_ENVIRONMENT: "Development",
    ...site.settings,
    PATH: [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(path.delimiter),
    HOME: directory,
    AzureWebJobsScriptRoot: directory,
    FUNCTIONS_WORKER_RUNTIME: "node",
    WEBSITE_SITE_NAME: site.name,
    WEBSITE_HOSTNAME: site.hostName,
    WEBSITE_INSTANCE_ID: instance,
    WEBSITE_RESOURCE_GROUP: site.resourceGroup,
    WEBSITE_OWNER_NAME: `${site.subscription}+${site.resourceGroup}`,
    WEBSITE_SKU: "FlexConsumption",
    REGION_NAME: site.location,
    ...identities.environment(site.id),
    ...wire.environment(),
  };
}
