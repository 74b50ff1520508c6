/** How the inputs of one azure-native resource become the body that Azure Resource Manager gets. */
export interface Mapping {
  /** Version of the published shape, and of the resource in a template. */
  readonly apiVersion: string;
  /** Version that the SDK calls, where no shape of it is published yet; default is `apiVersion`. */
  readonly sdkApiVersion?: string;
  /** What the body keeps under `properties` stands at the top of the inputs. */
  readonly lifted: boolean;
}

const lifted = (apiVersion: string): Mapping => ({ apiVersion, lifted: true });
/** Inputs and outputs have `properties` as the body has them. */
const asItIs = (apiVersion: string): Mapping => ({ apiVersion, lifted: false });
/** Its newest published shape is one version behind the SDK. */
const web: Mapping = { apiVersion: "2025-03-01", sdkApiVersion: "2025-05-01", lifted: true };

/**
 * Every resource type that can be checked, by its token without `azure-native:`. Where its id lies, and so its ARM
 * type and which inputs are the path and no part of the body, is what `local/provider/arm-path.ts` says.
 *
 * @see https://www.pulumi.com/registry/packages/azure-native/version-guide/ which API version a module of the SDK uses;
 *   the comment of each resource's class names it.
 */
export const MAPPINGS: Readonly<Record<string, Mapping>> = {
  "applicationinsights:Component": lifted("2020-02-02"),
  "authorization:RoleAssignment": lifted("2022-04-01"),
  "eventgrid:EventSubscription": lifted("2025-02-15"),
  "eventgrid:Topic": lifted("2025-02-15"),
  "keyvault:Secret": asItIs("2024-11-01"),
  "keyvault:Vault": asItIs("2024-11-01"),
  "managedidentity:UserAssignedIdentity": lifted("2023-01-31"),
  "monitor:ActionGroup": lifted("2024-10-01-preview"),
  "monitor:DiagnosticSetting": lifted("2021-05-01-preview"),
  "monitor:MetricAlert": lifted("2018-03-01"),
  "monitor:ScheduledQueryRule": lifted("2025-01-01-preview"),
  "operationalinsights:Workspace": lifted("2023-09-01"),
  "resources:ResourceGroup": asItIs("2024-03-01"),
  "storage:BlobContainer": lifted("2024-01-01"),
  "storage:BlobServiceProperties": lifted("2024-01-01"),
  "storage:StorageAccount": lifted("2024-01-01"),
  "storage:Table": lifted("2024-01-01"),
  "web:AppServicePlan": web,
  "web:WebApp": web,
  "web:WebAppFtpAllowed": web,
  "web:WebAppScmAllowed": web,
};

const DESTINATIONS = [
  "AzureFunction",
  "EventHub",
  "HybridConnection",
  "MonitorAlert",
  "NamespaceTopic",
  "ServiceBusQueue",
  "ServiceBusTopic",
  "StorageQueue",
  "WebHook",
].map((kind) => `Microsoft.EventGrid/${kind}EventSubscriptionDestination`);

/** Shapes inside a body whose `properties` azure-native lifts as well, by their published names. */
export const LIFTED_WITHIN: ReadonlySet<string> = new Set([
  ...DESTINATIONS,
  "Microsoft.EventGrid/DynamicDeliveryAttributeMapping",
  "Microsoft.EventGrid/JsonInputSchemaMapping",
  "Microsoft.EventGrid/StaticDeliveryAttributeMapping",
  "Microsoft.EventGrid/StorageBlobDeadLetterDestination",
  "Microsoft.Web/PushSettings",
]);

/**
 * Inputs that have quite another name in the body: by the shape they are in, the input's name and the body's. They are
 * the names that the specification gives for clients, as `x-ms-client-name`.
 *
 * @see https://github.com/Azure/azure-rest-api-specs
 */
export const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Microsoft.KeyVault/SecretAttributes": { expires: "exp", notBefore: "nbf" },
  "Microsoft.Storage/Encryption": { encryptionIdentity: "identity", keyVaultProperties: "keyvaultproperties" },
  "Microsoft.Storage/EncryptionIdentity": {
    encryptionFederatedIdentityClientId: "federatedIdentityClientId",
    encryptionUserAssignedIdentity: "userAssignedIdentity",
  },
  "Microsoft.Storage/IPRule": { iPAddressOrRange: "value" },
  "Microsoft.Storage/KeyVaultProperties": { keyName: "keyname", keyVaultUri: "keyvaulturi", keyVersion: "keyversion" },
  "Microsoft.Storage/StorageAccountPropertiesCreateParametersOrStorageAccountProperties": {
    enableHttpsTrafficOnly: "supportsHttpsTrafficOnly",
    enableNfsV3: "isNfsV3Enabled",
    networkRuleSet: "networkAcls",
  },
  "Microsoft.Storage/VirtualNetworkRule": { virtualNetworkResourceId: "id" },
};

/**
 * What azure-native calls a property of a body, in inputs as in outputs: one camelCase word, `Flow_Type` as `flowType`,
 * `odata.type` as `odataType`.
 */
export function inputName(shapeName: string, property: string): string {
  const renamed = Object.entries(RENAMED[shapeName] ?? {}).find(([, name]) => name === property);
  if (renamed !== undefined) return renamed[0];
  return `${property.charAt(0).toLowerCase()}${property.slice(1)}`.replace(/[._](.)/, (_, letter: string) =>
    letter.toUpperCase(),
  );
}

/**
 * Maps from names to empty objects that azure-native takes as lists of the names: by the shape they are in. Event
 * Grid's identities are no such list, since theirs are not empty.
 */
export const LISTS_OF_KEYS: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.Insights/ManagedServiceIdentity": ["userAssignedIdentities"],
  "Microsoft.Insights/MicrosoftCommonIdentity": ["userAssignedIdentities"],
  "Microsoft.OperationalInsights/Identity": ["userAssignedIdentities"],
  "Microsoft.Storage/Identity": ["userAssignedIdentities"],
  "Microsoft.Web/ManagedServiceIdentity": ["userAssignedIdentities"],
};
