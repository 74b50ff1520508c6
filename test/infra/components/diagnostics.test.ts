import assert from "node:assert/strict";
import { Diagnostics } from "../../../infra/components/diagnostics.js";
import { type Recording, record } from "../recorded.js";

/** Categories by type, as the reference of each lists them. */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  // https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-storage-storageaccounts-blobservices-logs
  "/blobServices/default": ["StorageDelete", "StorageRead", "StorageWrite"],
  // https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-storage-storageaccounts-tableservices-logs
  "/tableServices/default": ["StorageDelete", "StorageRead", "StorageWrite"],
  // https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-eventgrid-topics-logs
  "/topic": ["DataPlaneRequests", "DeliveryFailures", "PublishFailures"],
  // https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-keyvault-vaults-logs
  "/vault": ["AuditEvent", "AzurePolicyEvaluationDetails"],
};

interface Setting {
  readonly name: string;
  readonly resourceUri: string;
  readonly workspaceId: string;
  readonly logAnalyticsDestinationType: string;
  readonly logs: readonly { readonly category: string; readonly enabled: boolean }[];
  readonly metrics: readonly { readonly category: string; readonly enabled: boolean }[];
}

describe("Diagnostics", () => {
  let stack: Recording;
  const setting = (name: string) => stack.named(`diagnostics-${name}`).inputs as unknown as Setting;

  before(async () => {
    stack = await record(
      () =>
        new Diagnostics("diagnostics", {
          workspaceId: "/workspace",
          accounts: {
            data: { id: "/data", services: ["blob", "table"] },
            host: { id: "/host", services: ["blob"] },
          },
          topicId: "/topic",
          vaultId: "/vault",
        }),
    );
  });

  it("send writes of each service of an account, and what the service counts", () => {
    for (const [name, resourceUri] of [
      ["data-blob", "/data/blobServices/default"],
      ["data-table", "/data/tableServices/default"],
      ["host-blob", "/host/blobServices/default"],
    ] as const) {
      assert.deepEqual(setting(name), {
        name: "to-workspace",
        resourceUri,
        workspaceId: "/workspace",
        logAnalyticsDestinationType: "Dedicated",
        logs: [{ category: "StorageWrite", enabled: true }],
        metrics: [{ category: "Transaction", enabled: true }],
      });
    }
  });

  it("send what the topic could not take or deliver, and who read which secret", () => {
    assert.deepEqual(
      setting("topic").logs.map(({ category }) => category),
      ["DeliveryFailures", "PublishFailures"],
    );
    assert.deepEqual(
      setting("vault").logs.map(({ category }) => category),
      ["AuditEvent"],
    );
  });

  it("name only categories that there are", () => {
    const settings = stack.resources.filter(({ type }) => type === "azure-native:monitor:DiagnosticSetting");
    assert.equal(settings.length, 5);
    for (const { inputs } of settings) {
      const { resourceUri, logs } = inputs as unknown as Setting;
      const of = Object.entries(PUBLISHED).find(([end]) => resourceUri.endsWith(end))?.[1];
      for (const { category } of logs) assert.ok(of?.includes(category), `${resourceUri}: ${category}`);
    }
  });
});
