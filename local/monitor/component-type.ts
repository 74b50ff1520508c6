import { randomUUID } from "node:crypto";
import { TENANT } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Clock } from "../shared/clock.js";
import type { Resources, ResourceType } from "../shared/resource.js";
import { COMPONENT_TYPE, ingestionHost, liveHost, regionOf } from "./constants.js";
import type { TelemetryStore } from "./telemetry-store.js";

const ARM_API_VERSION = "2020-02-02";

/**
 * Application Insights components. Key and application id stay through updates.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.insights/components
 * @see https://learn.microsoft.com/azure/azure-monitor/app/connection-strings
 */
export function componentType(resources: Resources, clock: Clock, telemetry: TelemetryStore): ResourceType {
  return {
    type: COMPONENT_TYPE,
    put({ inputs, name, type }, previous) {
      const region = regionOf(inputs.location);
      if (region === "") throw new AzureError(400, "LocationRequired", `The component '${name}' has no location.`);
      const workspace = inputs.workspaceResourceId;
      if (typeof workspace === "string" && resources.get(workspace) === undefined) {
        throw new AzureError(404, "ResourceNotFound", `The workspace '${workspace}' was not found.`);
      }
      const { resourceGroupName: _group, resourceName: _name, ...settings } = inputs;
      const before = previous?.outputs ?? {};
      const instrumentationKey = before.instrumentationKey ?? randomUUID();
      const appId = before.appId ?? randomUUID();
      return {
        disableIpMasking: false,
        disableLocalAuth: false,
        flowType: "Bluefield",
        ingestionMode: workspace === undefined ? "ApplicationInsights" : "LogAnalytics",
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
        retentionInDays: 90,
        ...settings,
        appId,
        applicationId: name,
        azureApiVersion: ARM_API_VERSION,
        connectionString: [
          `InstrumentationKey=${String(instrumentationKey)}`,
          `IngestionEndpoint=https://${ingestionHost(region)}/`,
          `LiveEndpoint=https://${liveHost(region)}/`,
          `ApplicationId=${String(appId)}`,
        ].join(";"),
        creationDate: before.creationDate ?? clock.now().toISOString(),
        instrumentationKey,
        location: region,
        name,
        privateLinkScopedResources: [],
        provisioningState: "Succeeded",
        tenantId: TENANT,
        type,
      };
    },
    delete: ({ id }) => telemetry.forget(id),
  };
}
