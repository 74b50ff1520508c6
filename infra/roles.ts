/**
 * The built-in roles that the stack gives out, and no others.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const roles = {
  storageBlobDataOwner: { name: "Storage Blob Data Owner", id: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b" },
  storageBlobDataContributor: { name: "Storage Blob Data Contributor", id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe" },
  storageBlobDataReader: { name: "Storage Blob Data Reader", id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1" },
  storageTableDataContributor: { name: "Storage Table Data Contributor", id: "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3" },
  storageTableDataReader: { name: "Storage Table Data Reader", id: "76199698-9eea-4c19-bc75-cec21354c6b6" },
  keyVaultSecretsUser: { name: "Key Vault Secrets User", id: "4633458b-17de-408a-b874-0445c86b69e6" },
  eventGridDataSender: { name: "EventGrid Data Sender", id: "d5a91429-5739-47e2-a06b-3470a27159e7" },
  monitoringMetricsPublisher: { name: "Monitoring Metrics Publisher", id: "3913510d-42f4-4e42-8a64-420c390055eb" },
} as const;

export type Role = (typeof roles)[keyof typeof roles];
