import { kept } from "./node.js";

const SUBSCRIPTION = "/subscriptions/7c0ffee0-0000-4000-8000-0000000005b5";
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg`;
const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app`;
const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/stdata`;

export const role = (guid: string): string =>
  `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;

export const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";

const resourceGroupName = "rg";
const location = "westeurope";
const tags = { environment: "test", owner: "somebody" };

/** Properties that no rule has anything to say about, by type. */
export const RIGHT = {
  "azure-native:resources:ResourceGroup": { location, tags },
  "azure-native:eventgrid:Topic": {
    resourceGroupName,
    location,
    tags,
    disableLocalAuth: true,
    topicName: "evgt-a",
    minimumTlsVersionAllowed: "1.2",
    identity: { type: "UserAssigned", userAssignedIdentities: { [IDENTITY]: {} } },
  },
  "azure-native:eventgrid:EventSubscription": {
    scope: `${GROUP}/providers/Microsoft.EventGrid/topics/evgt-a`,
    eventDeliverySchema: "CloudEventSchemaV1_0",
    destination: kept({
      endpointType: "WebHook",
      endpointUrl: "https://func-a.azurewebsites.net/runtime/webhooks/eventgrid?functionName=f&code=a-host-key",
      minimumTlsVersionAllowed: "1.2",
    }),
    deadLetterWithResourceIdentity: {
      identity: { type: "UserAssigned", userAssignedIdentity: IDENTITY },
      deadLetterDestination: { endpointType: "StorageBlob", resourceId: ACCOUNT, blobContainerName: "dead-letters" },
    },
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
  },
  "azure-native:web:WebApp": {
    resourceGroupName,
    location,
    tags,
    kind: "functionapp,linux",
    httpsOnly: true,
    identity: { type: "UserAssigned", userAssignedIdentities: [IDENTITY] },
    functionAppConfig: {
      runtime: { name: "node", version: "22" },
      deployment: {
        storage: {
          type: "blobContainer",
          value: "https://sthost.blob.core.windows.net/packages",
          authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: IDENTITY },
        },
      },
    },
    siteConfig: {
      minTlsVersion: "1.2",
      scmMinTlsVersion: "1.2",
      http20Enabled: true,
      appSettings: [
        { name: "AzureWebJobsStorage__accountName", value: "sthost" },
        { name: "APPLICATIONINSIGHTS_CONNECTION_STRING", value: "InstrumentationKey=1;IngestionEndpoint=https://x" },
      ],
    },
  },
  "azure-native:web:WebAppApplicationSettings": {
    resourceGroupName,
    name: "func-a",
    properties: { GREETING: "hello", KEY: "@Microsoft.KeyVault(VaultName=kv;SecretName=key)" },
  },
  "azure-native:keyvault:Vault": {
    resourceGroupName,
    location,
    tags,
    properties: {
      tenantId: "7c0ffee0-0000-4000-8000-00000000a2e0",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      enablePurgeProtection: true,
    },
  },
  "azure-native:keyvault:Secret": {
    resourceGroupName,
    vaultName: "kv-a",
    properties: { value: kept("hush"), contentType: "text/plain", attributes: { expires: 4_102_444_800 } },
  },
  "azure-native:keyvault:Key": {
    resourceGroupName,
    vaultName: "kv-a",
    properties: { kty: "RSA", attributes: { expires: 4_102_444_800 } },
  },
  "azure-native:storage:StorageAccount": {
    resourceGroupName,
    location,
    tags,
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    allowCrossTenantReplication: false,
    defaultToOAuthAuthentication: true,
    minimumTlsVersion: "TLS1_2",
  },
  "azure-native:storage:BlobContainer": { resourceGroupName, accountName: "stdata" },
  "azure-native:applicationinsights:Component": {
    resourceGroupName,
    location,
    tags,
    kind: "web",
    applicationType: "web",
    workspaceResourceId: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/log`,
    disableLocalAuth: true,
  },
  "azure-native:operationalinsights:Workspace": {
    resourceGroupName,
    location,
    tags,
    retentionInDays: 30,
    features: { disableLocalAuth: true },
  },
  "azure-native:authorization:RoleAssignment": {
    roleAssignmentName: "11111111-1111-4111-8111-111111111111",
    scope: `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-a/secrets/key`,
    principalId: "22222222-2222-4222-8222-222222222222",
    principalType: "ServicePrincipal",
    roleDefinitionId: role(SECRETS_USER),
    description: "The app reads its key",
  },
  "azure-native:authorization:RoleDefinition": {
    roleName: "Reads settings",
    scope: GROUP,
    assignableScopes: [GROUP],
    permissions: [
      {
        actions: ["Microsoft.Web/sites/read"],
        dataActions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
      },
    ],
  },
  "azure-native:managedidentity:FederatedIdentityCredential": {
    resourceGroupName,
    resourceName: "id-deploy",
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:octo/names:environment:production",
    audiences: ["api://AzureADTokenExchange"],
  },
  "azure-native:servicebus:Namespace": {
    resourceGroupName,
    location,
    tags,
    sku: { name: "Standard" },
    disableLocalAuth: true,
  },
  "azuread:index/application:Application": {
    displayName: "an application",
    signInAudience: "AzureADMyOrg",
    web: { redirectUris: ["https://names.example.org/signed-in"] },
  },
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential": {
    applicationId: "/applications/33333333-3333-4333-8333-333333333333",
    displayName: "releases",
    issuer: "https://token.actions.githubusercontent.com",
    audience: "api://AzureADTokenExchange",
    claimsMatchingExpression: "claims['sub'] matches 'repo:octo/names:ref:refs/heads/release/*'",
  },
  "azuread:index/servicePrincipal:ServicePrincipal": { clientId: "a-client", appRoleAssignmentRequired: true },
  "pulumi:providers:azure-native": { subscriptionId: "7c0ffee0-0000-4000-8000-0000000005b5" },
} as const;

/** Types that are wrong to have at all. */
export const NEVER_RIGHT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "azure-native:storage/v20230101:StorageAccount": {
    resourceGroupName,
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    accountName: "stpinned",
  },
  "azuread:index/applicationPassword:ApplicationPassword": {
    applicationId: "/applications/33333333-3333-4333-8333-333333333333",
  },
  "azuread:index/applicationCertificate:ApplicationCertificate": {
    applicationId: "/applications/33333333-3333-4333-8333-333333333333",
    value: "a certificate",
  },
  "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment": { roleId: "a-role", principalObjectId: "somebody" },
};
