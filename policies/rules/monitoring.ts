import type { ComponentArgs } from "@pulumi/azure-native/applicationinsights/component.js";
import type { WorkspaceArgs } from "@pulumi/azure-native/operationalinsights/workspace.js";
import { expectTrue, expectValue } from "../kit/expect.js";
import { violation } from "../kit/finding.js";
import { peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";

const COMPONENTS = ["azure-native:applicationinsights:Component"];
const WORKSPACES = ["azure-native:operationalinsights:Workspace"];

/** Rules about where telemetry goes. */
export const monitoringRules: readonly ResourceRule[] = [
  resourceRule<ComponentArgs>({
    name: "application-insights-workspace",
    title: "Application Insights keeps its data in a workspace",
    description: "The older kind, with a store of its own, has been retired, and knows no rights on its data.",
    types: COMPONENTS,
    level: "mandatory",
    severity: "medium",
    remedy: "Set workspaceResourceId to a Log Analytics workspace.",
    same: { psrule: ["Azure.AppInsights.Workspace (AZR-000069)"], mcsb: "LT-5" },
    *check({ props }) {
      // Not known is good enough: the workspace is being made.
      if (peek(() => props.workspaceResourceId).is === "absent") yield violation("workspaceResourceId is not set.");
    },
  }),
  resourceRule<ComponentArgs>({
    name: "application-insights-local-auth-off",
    title: "Application Insights takes tokens only",
    description:
      "With the instrumentation key alone, which is in every log of a connection string, anybody can send telemetry.",
    types: COMPONENTS,
    level: "mandatory",
    severity: "medium",
    remedy:
      "Set disableLocalAuth to true, grant Monitoring Metrics Publisher and set APPLICATIONINSIGHTS_AUTHENTICATION_STRING.",
    same: { psrule: ["Azure.AppInsights.LocalAuth (AZR-000484)"], mcsb: "IM-1" },
    url: "https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication",
    check: ({ props }) => expectTrue("disableLocalAuth", () => props.disableLocalAuth),
  }),
  resourceRule<WorkspaceArgs>({
    name: "log-analytics-local-auth-off",
    title: "Log Analytics takes tokens only",
    description: "Agents with the workspace's shared key write under any name.",
    types: WORKSPACES,
    level: "mandatory",
    severity: "medium",
    remedy: "Set features.disableLocalAuth to true.",
    same: { mcsb: "IM-1" },
    check: ({ props }) => expectTrue("features.disableLocalAuth", () => props.features?.disableLocalAuth),
  }),
  resourceRule<WorkspaceArgs>({
    name: "log-analytics-retention",
    title: "Logs are kept long enough",
    description: "An intrusion is often found weeks later.",
    types: WORKSPACES,
    level: "advisory",
    severity: "low",
    remedy: "Set retentionInDays to the configured least or more.",
    same: { mcsb: "LT-6" },
    settings: {
      leastDays: { description: "Fewest days", type: "integer", minimum: 4, maximum: 730, default: 30 },
    },
    check: ({ props }, { settings }) =>
      expectValue(() => props.retentionInDays, {
        property: "retentionInDays",
        is: (days) => days >= Number(settings.leastDays),
        expected: `${settings.leastDays} or more`,
      }),
  }),
];
