import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import * as pulumi from "@pulumi/pulumi";

export interface DiagnosticsArgs {
  /** ARM id of the workspace that everything goes to. */
  readonly workspaceId: pulumi.Input<string>;
  /** ARM ids of storage accounts, by what they are called here; with the services whose writes are logged. */
  readonly accounts: Readonly<
    Record<string, { readonly id: pulumi.Input<string>; readonly services: readonly Service[] }>
  >;
  readonly topicId: pulumi.Input<string>;
  readonly vaultId: pulumi.Input<string>;
}

type Service = "blob" | "table";

/**
 * Sends what Azure's services write down to the workspace: writes to storage and their number and time, events that
 * could not be published or delivered, and who read which secret. Each in tables of its own kind.
 *
 * Reads of storage are left out: they are many and cost much, and the traces have those of the apps. So are the logs of
 * the sites, which send the same to Application Insights.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-storage-storageaccounts-blobservices-logs
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-eventgrid-topics-logs
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-keyvault-vaults-logs
 */
export class Diagnostics extends pulumi.ComponentResource {
  constructor(name: string, args: DiagnosticsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:infra:Diagnostics", name, {}, opts);
    const send = (
      label: string,
      resourceUri: pulumi.Input<string>,
      logs: readonly string[],
      metrics: readonly string[],
    ) =>
      new DiagnosticSetting(
        `${name}-${label}`,
        {
          name: "to-workspace",
          resourceUri,
          workspaceId: args.workspaceId,
          logAnalyticsDestinationType: "Dedicated",
          logs: logs.map((category) => ({ category, enabled: true })),
          metrics: metrics.map((category) => ({ category, enabled: true })),
        },
        { parent: this },
      );
    for (const [label, { id, services }] of Object.entries(args.accounts)) {
      for (const service of services) {
        send(
          `${label}-${service}`,
          pulumi.interpolate`${id}/${service}Services/default`,
          ["StorageWrite"],
          ["Transaction"],
        );
      }
    }
    send("topic", args.topicId, ["DeliveryFailures", "PublishFailures"], []);
    send("vault", args.vaultId, ["AuditEvent"], []);
    this.registerOutputs({});
  }
}
