/** Inputs of azure-native, and the body that a known request has for them. */
export interface KnownBody {
  /** Without `azure-native:`. */
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** As the samples have it, which write a resource's name in it. */
  readonly body: Readonly<Record<string, unknown>>;
}

const SUBSCRIPTION = "/subscriptions/55f3dcd4-cac7-43b4-990b-a139d62a1eb2";
const GROUP = { resourceGroupName: "TestRG" };
const ACCOUNT = { ...GROUP, accountName: "contosostg" };
const STORAGE_ID = `${SUBSCRIPTION}/resourceGroups/TestRG/providers/Microsoft.Storage/storageAccounts/contosostg`;
const FLEX = {
  deployment: {
    storage: {
      type: "blobContainer",
      authentication: {
        type: "StorageAccountConnectionString",
        storageAccountConnectionStringName: "TheAppSettingName",
      },
      value: "https://storageAccountName.blob.core.windows.net/containername",
    },
  },
  runtime: { name: "python", version: "3.11" },
  scaleAndConcurrency: {
    alwaysReady: [{ name: "http", instanceCount: 2 }],
    instanceMemoryMB: 2048,
    maximumInstanceCount: 100,
    triggers: { http: { perInstanceConcurrency: 16 } },
  },
};
const SITE_CONFIG = { appSettings: [{ name: "AzureWebJobsStorage", value: "Sanitized" }] };
const BLOB_SERVICES = {
  changeFeed: { enabled: true, retentionInDays: 7 },
  deleteRetentionPolicy: { allowPermanentDelete: true, days: 300, enabled: true },
  isVersioningEnabled: true,
};
const SIGNED = [
  {
    accessPolicy: {
      expiryTime: "2022-03-20T08:49:37.0000000Z",
      permission: "raud",
      startTime: "2022-03-17T08:49:37.0000000Z",
    },
    id: "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI",
  },
];
const FILTER = { isSubjectCaseSensitive: false, subjectBeginsWith: "ExamplePrefix", subjectEndsWith: "ExampleSuffix" };
const EMAIL = { name: "John Doe's email", emailAddress: "johndoe@email.com", useCommonAlertSchema: false };
const INCIDENT = {
  name: "IncidentAction",
  connection: { name: "IncidentConnection", id: "8be638e7-1419-42d4-a059-437a5f4f4e4e" },
  incidentManagementService: "Icm",
  mappings: { "icm.automitigationenabled": "true" },
};
const HIGH_CPU = {
  name: "High_CPU_80",
  criterionType: "StaticThresholdCriterion",
  dimensions: [],
  metricName: "\\Processor(_Total)\\% Processor Time",
  operator: "GreaterThan",
  threshold: 80.5,
  timeAggregation: "Average",
};
const ALERT = {
  description: "This is the description of the rule1",
  actions: [{ actionGroupId: `${SUBSCRIPTION}/group2`, webHookProperties: { key11: "value11" } }],
  autoMitigate: true,
  enabled: true,
  evaluationFrequency: "PT1M",
  scopes: [`${SUBSCRIPTION}/gigwadme`],
  severity: 3,
  windowSize: "PT15M",
};
const VAULT = {
  networkAcls: {
    bypass: "AzureServices",
    defaultAction: "Deny",
    ipRules: [{ value: "124.56.78.91" }],
    virtualNetworkRules: [{ id: "/subscriptions/subid/resourceGroups/rg1/providers/Microsoft.Network/x" }],
  },
  sku: { name: "standard", family: "A" },
  tenantId: "00000000-0000-0000-0000-000000000000",
};

/**
 * The bodies are those of Microsoft's own samples for each type, shortened here and there.
 *
 * @see https://github.com/Azure/bicep-types-az generated/{provider}/{version}/samples.md
 * @see https://github.com/Azure/azure-rest-api-specs for components: ComponentsCreate.json of 2020-02-02
 */
export const KNOWN_BODIES: readonly KnownBody[] = [
  {
    token: "applicationinsights:Component",
    inputs: {
      ...GROUP,
      resourceName: "my-component",
      location: "South Central US",
      kind: "web",
      applicationType: "web",
      flowType: "Bluefield",
      requestSource: "rest",
      workspaceResourceId: "/subscriptions/subid/my-workspace",
    },
    body: {
      name: "my-component",
      location: "South Central US",
      kind: "web",
      properties: {
        Application_Type: "web",
        Flow_Type: "Bluefield",
        Request_Source: "rest",
        WorkspaceResourceId: "/subscriptions/subid/my-workspace",
      },
    },
  },
  {
    token: "authorization:RoleAssignment",
    inputs: {
      scope: `${SUBSCRIPTION}/resourceGroups/TestRG`,
      roleAssignmentName: "05c5a614-a7d6-4502-b150-c2fb455033ff",
      principalId: "ce2ce14e-85d7-4629-bdbc-454d0519d987",
      principalType: "User",
      roleDefinitionId: "0b5fe924-9a61-425c-96af-cfe6e287ca2d",
      description: "why",
    },
    body: {
      name: "05c5a614-a7d6-4502-b150-c2fb455033ff",
      properties: {
        principalId: "ce2ce14e-85d7-4629-bdbc-454d0519d987",
        principalType: "User",
        roleDefinitionId: "0b5fe924-9a61-425c-96af-cfe6e287ca2d",
        description: "why",
      },
    },
  },
  {
    token: "eventgrid:EventSubscription",
    inputs: {
      scope: `${SUBSCRIPTION}/resourceGroups/TestRG/providers/Microsoft.EventGrid/topics/exampletopic1`,
      eventSubscriptionName: "example",
      deadLetterDestination: {
        endpointType: "StorageBlob",
        blobContainerName: "contosocontainer",
        resourceId: STORAGE_ID,
      },
      destination: {
        endpointType: "WebHook",
        endpointUrl: "https://azurefunctionexample.azurewebsites.net/runtime/webhooks/EventGrid",
        deliveryAttributeMappings: [{ type: "Static", name: "header1", value: "v", isSecret: false }],
      },
      filter: FILTER,
    },
    body: {
      name: "example",
      properties: {
        deadLetterDestination: {
          endpointType: "StorageBlob",
          properties: { blobContainerName: "contosocontainer", resourceId: STORAGE_ID },
        },
        destination: {
          endpointType: "WebHook",
          properties: {
            endpointUrl: "https://azurefunctionexample.azurewebsites.net/runtime/webhooks/EventGrid",
            deliveryAttributeMappings: [
              { type: "Static", name: "header1", properties: { value: "v", isSecret: false } },
            ],
          },
        },
        filter: FILTER,
      },
    },
  },
  {
    token: "eventgrid:EventSubscription",
    inputs: {
      scope: `${SUBSCRIPTION}/resourceGroups/TestRG/providers/Microsoft.EventGrid/topics/exampletopic1`,
      eventSubscriptionName: "example",
      deadLetterWithResourceIdentity: {
        identity: { type: "SystemAssigned" },
        deadLetterDestination: { endpointType: "StorageBlob", blobContainerName: "c", resourceId: STORAGE_ID },
      },
      destination: { endpointType: "AzureFunction", resourceId: `${SUBSCRIPTION}/funtions/ContosoFunc` },
    },
    body: {
      name: "example",
      properties: {
        deadLetterWithResourceIdentity: {
          identity: { type: "SystemAssigned" },
          deadLetterDestination: {
            endpointType: "StorageBlob",
            properties: { blobContainerName: "c", resourceId: STORAGE_ID },
          },
        },
        destination: {
          endpointType: "AzureFunction",
          properties: { resourceId: `${SUBSCRIPTION}/funtions/ContosoFunc` },
        },
      },
    },
  },
  {
    token: "eventgrid:Topic",
    inputs: {
      ...GROUP,
      topicName: "exampletopic1",
      location: "westus2",
      identity: { type: "UserAssigned", userAssignedIdentities: { [`${SUBSCRIPTION}/id`]: {} } },
      inboundIpRules: [{ action: "Allow", ipMask: "12.18.30.15" }],
      publicNetworkAccess: "Enabled",
      tags: { tag1: "value1" },
    },
    body: {
      name: "exampletopic1",
      location: "westus2",
      identity: { type: "UserAssigned", userAssignedIdentities: { [`${SUBSCRIPTION}/id`]: {} } },
      properties: { inboundIpRules: [{ action: "Allow", ipMask: "12.18.30.15" }], publicNetworkAccess: "Enabled" },
      tags: { tag1: "value1" },
    },
  },
  {
    token: "keyvault:Secret",
    inputs: {
      ...GROUP,
      vaultName: "sample-vault",
      secretName: "secret-name",
      properties: { value: "secret-value", attributes: { expires: 1_900_000_000, notBefore: 1_800_000_000 } },
    },
    body: {
      name: "secret-name",
      properties: { value: "secret-value", attributes: { exp: 1_900_000_000, nbf: 1_800_000_000 } },
    },
  },
  {
    token: "keyvault:Vault",
    inputs: { ...GROUP, vaultName: "sample-vault", location: "westus", properties: VAULT, __createBeforeDelete: true },
    body: { name: "sample-vault", location: "westus", properties: VAULT },
  },
  {
    token: "managedidentity:UserAssignedIdentity",
    inputs: { ...GROUP, resourceName: "resourceName", location: "eastus", tags: { key1: "value1" } },
    body: { name: "resourceName", location: "eastus", tags: { key1: "value1" } },
  },
  {
    token: "monitor:ActionGroup",
    inputs: {
      ...GROUP,
      actionGroupName: "example",
      location: "Global",
      groupShortName: "sample",
      enabled: true,
      emailReceivers: [EMAIL],
      identity: { type: "UserAssigned", userAssignedIdentities: [`${SUBSCRIPTION}/id`] },
      incidentReceivers: [INCIDENT],
    },
    body: {
      name: "example",
      location: "Global",
      identity: { type: "UserAssigned", userAssignedIdentities: { [`${SUBSCRIPTION}/id`]: {} } },
      properties: { groupShortName: "sample", enabled: true, emailReceivers: [EMAIL], incidentReceivers: [INCIDENT] },
    },
  },
  {
    token: "monitor:DiagnosticSetting",
    inputs: {
      resourceUri: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Logic/workflows/example",
      name: "mysetting",
      workspaceId: "/workspace",
      logAnalyticsDestinationType: "Dedicated",
      logs: [{ categoryGroup: "allLogs", enabled: true }],
      metrics: [{ category: "WorkflowMetrics", enabled: true }],
    },
    body: {
      name: "mysetting",
      properties: {
        workspaceId: "/workspace",
        logAnalyticsDestinationType: "Dedicated",
        logs: [{ categoryGroup: "allLogs", enabled: true }],
        metrics: [{ category: "WorkflowMetrics", enabled: true }],
      },
    },
  },
  {
    token: "monitor:ScheduledQueryRule",
    inputs: {
      ...GROUP,
      ruleName: "heartbeat",
      location: "eastus",
      kind: "LogAlert",
      severity: 4,
      scopes: ["/workspace"],
      criteria: { allOf: [{ query: "Heartbeat", timeAggregation: "Count", operator: "GreaterThan", threshold: 360 }] },
      actions: { actionGroups: ["/group"] },
    },
    body: {
      name: "heartbeat",
      location: "eastus",
      kind: "LogAlert",
      properties: {
        severity: 4,
        scopes: ["/workspace"],
        criteria: {
          allOf: [{ query: "Heartbeat", timeAggregation: "Count", operator: "GreaterThan", threshold: 360 }],
        },
        actions: { actionGroups: ["/group"] },
      },
    },
  },
  {
    token: "monitor:MetricAlert",
    inputs: {
      ...GROUP,
      ruleName: "example",
      location: "global",
      tags: {},
      ...ALERT,
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [HIGH_CPU],
      },
    },
    body: {
      name: "example",
      location: "global",
      tags: {},
      properties: {
        ...ALERT,
        criteria: {
          "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
          allOf: [HIGH_CPU],
        },
      },
    },
  },
  {
    token: "operationalinsights:Workspace",
    inputs: {
      ...GROUP,
      workspaceName: "oiautorest6685",
      location: "australiasoutheast",
      retentionInDays: 30,
      sku: { name: "PerGB2018" },
      tags: { tag1: "val1" },
    },
    body: {
      name: "oiautorest6685",
      location: "australiasoutheast",
      properties: { retentionInDays: 30, sku: { name: "PerGB2018" } },
      tags: { tag1: "val1" },
    },
  },
  {
    token: "resources:ResourceGroup",
    inputs: { resourceGroupName: "my-resource-group", location: "eastus" },
    body: { name: "my-resource-group", location: "eastus" },
  },
  {
    token: "storage:BlobContainer",
    inputs: {
      ...ACCOUNT,
      containerName: "container6185",
      defaultEncryptionScope: "encryptionscope185",
      denyEncryptionScopeOverride: true,
    },
    body: {
      name: "container6185",
      properties: { defaultEncryptionScope: "encryptionscope185", denyEncryptionScopeOverride: true },
    },
  },
  {
    token: "storage:BlobServiceProperties",
    inputs: { ...ACCOUNT, blobServicesName: "default", ...BLOB_SERVICES },
    body: { name: "default", properties: BLOB_SERVICES },
  },
  {
    token: "storage:StorageAccount",
    inputs: {
      ...ACCOUNT,
      kind: "BlockBlobStorage",
      location: "eastus",
      enableExtendedGroups: true,
      isHnsEnabled: true,
      enableNfsV3: true,
      networkRuleSet: {
        bypass: "AzureServices",
        defaultAction: "Allow",
        ipRules: [{ iPAddressOrRange: "192.0.2.1" }],
        virtualNetworkRules: [{ virtualNetworkResourceId: "/subscriptions/subid/subnets/subnet12" }],
      },
      encryption: {
        keySource: "Microsoft.Keyvault",
        encryptionIdentity: { encryptionUserAssignedIdentity: "/subscriptions/subid/id" },
        keyVaultProperties: { keyName: "wrappingKey", keyVaultUri: "https://myvault8569.vault.azure.net" },
      },
      enableHttpsTrafficOnly: false,
      sku: { name: "Premium_LRS" },
    },
    body: {
      name: "contosostg",
      kind: "BlockBlobStorage",
      location: "eastus",
      properties: {
        enableExtendedGroups: true,
        isHnsEnabled: true,
        isNfsV3Enabled: true,
        networkAcls: {
          bypass: "AzureServices",
          defaultAction: "Allow",
          ipRules: [{ value: "192.0.2.1" }],
          virtualNetworkRules: [{ id: "/subscriptions/subid/subnets/subnet12" }],
        },
        encryption: {
          keySource: "Microsoft.Keyvault",
          identity: { userAssignedIdentity: "/subscriptions/subid/id" },
          keyvaultproperties: { keyname: "wrappingKey", keyvaulturi: "https://myvault8569.vault.azure.net" },
        },
        supportsHttpsTrafficOnly: false,
      },
      sku: { name: "Premium_LRS" },
    },
  },
  {
    token: "storage:Table",
    inputs: { ...ACCOUNT, tableName: "table6185", signedIdentifiers: SIGNED },
    body: { name: "table6185", properties: { signedIdentifiers: SIGNED } },
  },
  {
    token: "web:AppServicePlan",
    inputs: {
      ...GROUP,
      name: "testsf6141",
      kind: "app",
      location: "East US",
      sku: { name: "P1", capacity: 1, family: "P", size: "P1", tier: "Premium" },
      reserved: true,
    },
    body: {
      name: "testsf6141",
      kind: "app",
      location: "East US",
      sku: { name: "P1", capacity: 1, family: "P", size: "P1", tier: "Premium" },
      properties: { reserved: true },
    },
  },
  {
    token: "web:WebApp",
    inputs: {
      ...GROUP,
      name: "sitef6141",
      kind: "functionapp,linux",
      location: "East US",
      identity: { type: "UserAssigned", userAssignedIdentities: [`${SUBSCRIPTION}/id`] },
      functionAppConfig: FLEX,
      siteConfig: SITE_CONFIG,
    },
    body: {
      name: "sitef6141",
      kind: "functionapp,linux",
      location: "East US",
      identity: { type: "UserAssigned", userAssignedIdentities: { [`${SUBSCRIPTION}/id`]: {} } },
      properties: { functionAppConfig: FLEX, siteConfig: SITE_CONFIG },
    },
  },
  {
    token: "web:WebAppFtpAllowed",
    inputs: { ...GROUP, name: "testSite", allow: true },
    body: { name: "ftp", properties: { allow: true } },
  },
  {
    token: "web:WebAppScmAllowed",
    inputs: { ...GROUP, name: "testSite", allow: true },
    body: { name: "scm", properties: { allow: true } },
  },
];
