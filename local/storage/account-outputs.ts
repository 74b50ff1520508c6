import type { Properties } from "../shared/resource.js";
import type { Account } from "./accounts.js";

/** Which endpoints an account of a kind has. */
const ENDPOINTS: Readonly<Record<string, readonly string[]>> = {
  StorageV2: ["dfs", "web", "blob", "queue", "table", "file"],
  Storage: ["blob", "queue", "table", "file"],
  BlobStorage: ["dfs", "blob", "table"],
  BlockBlobStorage: ["dfs", "web", "blob"],
  FileStorage: ["file"],
};

/** On Azure the number depends on the region; websites are not served here. */
const WEB_ZONE = "z1.web";

export const STORAGE_KINDS: readonly string[] = Object.keys(ENDPOINTS);

/**
 * What Azure answers for an account, in azure-native's flat shape: what was declared, its defaults, and its state.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create
 */
export function accountOutputs(account: Account, type: string, inputs: Properties, createdAt: string): Properties {
  const { resourceGroupName: _group, accountName: _account, ...declared } = inputs;
  const kind = String(declared.kind);
  const endpoints = ENDPOINTS[kind] ?? [];
  const sku = typeof declared.sku === "object" && declared.sku !== null ? declared.sku : {};
  const skuName = "name" in sku ? String(sku.name) : "";
  const [first, second] = account.keys;
  return {
    ...(kind !== "Storage" && { accessTier: "Hot" }),
    allowBlobPublicAccess: false,
    enableHttpsTrafficOnly: true,
    encryption: {
      keySource: "Microsoft.Storage",
      services: Object.fromEntries(
        ["blob", "file"].map((service) => [service, { enabled: true, keyType: "Account", lastEnabledTime: createdAt }]),
      ),
    },
    networkRuleSet: { bypass: "AzureServices", defaultAction: "Allow", ipRules: [], virtualNetworkRules: [] },
    ...declared,
    name: account.name,
    type,
    sku: { ...sku, tier: skuName.startsWith("Premium") ? "Premium" : "Standard" },
    creationTime: createdAt,
    keyCreationTime: { key1: first.since, key2: second.since },
    primaryEndpoints: Object.fromEntries(
      endpoints.map((name) => [name, `https://${account.name}.${name === "web" ? WEB_ZONE : name}.core.windows.net/`]),
    ),
    primaryLocation: String(declared.location ?? "")
      .toLowerCase()
      .replaceAll(" ", ""),
    privateEndpointConnections: [],
    provisioningState: "Succeeded",
    statusOfPrimary: "available",
  };
}
