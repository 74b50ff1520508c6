import { Component } from "@pulumi/azure-native/applicationinsights/component.js";
import { Workspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../place.js";
import type { Wire } from "../wiring.js";

export interface MonitoringArgs {
  readonly place: Place;
  /** 30 to 730. */
  readonly retentionDays: number;
}

/** Where telemetry goes: Application Insights over a Log Analytics workspace, neither of which takes a key. */
export class Monitoring extends pulumi.ComponentResource {
  /** Where to send to. No credential: without a token of a granted identity it opens nothing. */
  readonly connectionString: pulumi.Output<string>;
  /** What an identity is granted on, to send. */
  readonly insights: Pick<Wire, "scope" | "label" | "target">;
  /** ARM id of the workspace under it, where services send their own logs. */
  readonly workspaceId: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:infra:Monitoring", name, {}, opts);
    const workspace = logWorkspace(name, args, this);
    const insights = applicationInsights(name, args, workspace, this);
    this.workspaceId = workspace.id;
    this.connectionString = insights.connectionString;
    this.insights = { scope: insights.id, label: args.place.names.insights, target: insights };
    this.registerOutputs({ connectionString: this.connectionString });
  }
}

function logWorkspace(name: string, { place, retentionDays }: MonitoringArgs, parent: Monitoring): Workspace {
  return new Workspace(
    `${name}-workspace`,
    {
      workspaceName: place.names.workspace,
      resourceGroupName: place.group,
      location: place.location,
      sku: { name: "PerGB2018" },
      retentionInDays: retentionDays,
      features: { disableLocalAuth: true },
      tags: place.tags,
    },
    { parent },
  );
}

function applicationInsights(
  name: string,
  { place }: MonitoringArgs,
  workspace: Workspace,
  parent: Monitoring,
): Component {
  return new Component(
    `${name}-insights`,
    {
      resourceName: place.names.insights,
      resourceGroupName: place.group,
      location: place.location,
      kind: "web",
      applicationType: "web",
      ingestionMode: "LogAnalytics",
      workspaceResourceId: workspace.id,
      disableLocalAuth: true,
      tags: place.tags,
    },
    { parent },
  );
}
