import { randomUUID } from "node:crypto";
import { AzureError } from "../shared/azure-error.js";
import type { Clock } from "../shared/clock.js";
import type { Properties, ResourceType } from "../shared/resource.js";
import { regionOf, WORKSPACE_TYPE } from "./constants.js";

const ARM_API_VERSION = "2023-09-01";
const DEFAULT_RETENTION_DAYS = 30;
const MAX_RETENTION_DAYS = 730;
const DAY_MS = 86_400_000;

/**
 * Log Analytics workspaces: what is declared, and an id. Their own ingestion and queries are not served.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.operationalinsights/workspaces
 */
export function workspaceType(clock: Clock): ResourceType {
  return {
    type: WORKSPACE_TYPE,
    put({ inputs, name, type }, previous) {
      requireName(name);
      const { resourceGroupName: _group, workspaceName: _name, ...settings } = inputs;
      const { name: sku = "PerGB2018" } = (inputs.sku ?? {}) as { name?: string };
      const retention = Number(inputs.retentionInDays ?? DEFAULT_RETENTION_DAYS);
      requireRetention(retention, sku);
      const now = clock.now().toISOString();
      const before = previous?.outputs ?? {};
      const createdDate = String(before.createdDate ?? now);
      return {
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
        ...settings,
        azureApiVersion: ARM_API_VERSION,
        createdDate,
        customerId: before.customerId ?? randomUUID(),
        features: { enableLogAccessUsingOnlyResourcePermissions: true, ...(inputs.features as Properties | undefined) },
        location: regionOf(inputs.location),
        modifiedDate: now,
        name,
        privateLinkScopedResources: [],
        provisioningState: "Succeeded",
        retentionInDays: retention,
        sku: { lastSkuUpdate: createdDate, ...(inputs.sku as Properties | undefined), name: sku },
        type,
        workspaceCapping: {
          dailyQuotaGb: -1,
          ...(inputs.workspaceCapping as Properties | undefined),
          dataIngestionStatus: "RespectQuota",
          quotaNextResetTime: nextMidnight(clock.now()),
        },
      };
    },
  };
}

function requireName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/.test(name)) {
    throw new AzureError(
      400,
      "InvalidParameter",
      `The workspace name '${name}' is not valid; allowed are 4 to 63 letters, digits and '-', with a letter or digit at both ends.`,
    );
  }
}

function requireRetention(days: number, sku: string): void {
  const free = sku.toLowerCase() === "free";
  const allowed = free ? days === 7 : Number.isInteger(days) && days >= DEFAULT_RETENTION_DAYS;
  if (!allowed || days > MAX_RETENTION_DAYS) {
    throw new AzureError(
      400,
      "InvalidParameter",
      `retentionInDays is ${days}; allowed with the sku ${sku} ${free ? "is 7" : `are ${DEFAULT_RETENTION_DAYS} to ${MAX_RETENTION_DAYS}`}.`,
    );
  }
}

const nextMidnight = (now: Date): string => new Date(Math.floor(now.getTime() / DAY_MS + 1) * DAY_MS).toISOString();
