import { type Edits, kept, UNKNOWN } from "./node.js";
import { NEVER_RIGHT, RIGHT, role } from "./right.js";
import type { ResourceSample } from "./sample.js";

type More = Omit<ResourceSample, "rule" | "type" | "right" | "wrong">;

const of =
  (type: keyof typeof RIGHT) =>
  (rule: string, wrong: readonly Edits[], unknown: readonly Edits[] = [], more: More = {}): ResourceSample => ({
    rule,
    type,
    right: RIGHT[type],
    wrong,
    unknown,
    ...more,
  });

/** Wrong just by being there. */
const never = (rule: string, type: string): ResourceSample => ({
  rule,
  type,
  right: NEVER_RIGHT[type] ?? {},
  wrong: [{}],
});

const topic = of("azure-native:eventgrid:Topic");
const subscription = of("azure-native:eventgrid:EventSubscription");
const site = of("azure-native:web:WebApp");
const settings = of("azure-native:web:WebAppApplicationSettings");
const vault = of("azure-native:keyvault:Vault");
const secret = of("azure-native:keyvault:Secret");
const key = of("azure-native:keyvault:Key");
const account = of("azure-native:storage:StorageAccount");
const container = of("azure-native:storage:BlobContainer");
const insights = of("azure-native:applicationinsights:Component");
const workspace = of("azure-native:operationalinsights:Workspace");
const assignment = of("azure-native:authorization:RoleAssignment");
const definition = of("azure-native:authorization:RoleDefinition");
const federated = of("azure-native:managedidentity:FederatedIdentityCredential");
const flexible = of(
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential",
);
const application = of("azuread:index/application:Application");

const hook = (endpointUrl: string, more: Readonly<Record<string, unknown>> = {}) => ({
  endpointType: "WebHook",
  endpointUrl,
  minimumTlsVersionAllowed: "1.2",
  ...more,
});
const HOST = "https://func-a.azurewebsites.net/runtime/webhooks/eventgrid?functionName=f";
const ENTRA = { azureActiveDirectoryTenantId: "tenant", azureActiveDirectoryApplicationIdOrUri: "api://names" };
const operations = (actions: readonly string[], dataActions: readonly string[] = []): Edits => ({
  permissions: [{ actions, dataActions }],
});
const setting = (name: string, value: unknown): Edits => ({ "siteConfig.appSettings": [{ name, value }] });
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
const CONDITION =
  "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {4633458b-17de-408a-b874-0445c86b69e6} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal'";

/** One for each rule about single resources; the first way to be wrong is also shown to the engine. */
export const resourceSamples: readonly ResourceSample[] = [
  topic(
    "event-grid-local-auth-off",
    [{ disableLocalAuth: false }, { disableLocalAuth: undefined }],
    [{ disableLocalAuth: UNKNOWN }],
  ),
  topic(
    "event-grid-minimum-tls",
    [{ minimumTlsVersionAllowed: "1.0" }, { minimumTlsVersionAllowed: undefined }],
    [{ minimumTlsVersionAllowed: UNKNOWN }],
  ),
  topic(
    "event-grid-managed-identity",
    [{ identity: undefined }, { identity: { type: "None" } }],
    [{ identity: UNKNOWN }],
  ),

  subscription(
    "event-subscription-dead-letters",
    [
      { deadLetterWithResourceIdentity: undefined },
      { deadLetterWithResourceIdentity: undefined, deadLetterDestination: { endpointType: "StorageBlob" } },
      { "deadLetterWithResourceIdentity.deadLetterDestination": undefined },
      { "deadLetterWithResourceIdentity.identity": undefined },
    ],
    [{ deadLetterWithResourceIdentity: UNKNOWN }],
  ),
  subscription(
    "event-subscription-delivers-with-identity",
    [{ destination: { endpointType: "StorageQueue", resourceId: "account", queueName: "queue" } }],
    [{ destination: UNKNOWN }],
    { alsoRight: [{ destination: undefined, deliveryWithResourceIdentity: { identity: {}, destination: {} } }] },
  ),
  subscription(
    "event-subscription-retries",
    [
      { "retryPolicy.maxDeliveryAttempts": 1 },
      { "retryPolicy.eventTimeToLiveInMinutes": 1 },
      { expirationTimeUtc: "2020-01-01T00:00:00Z" },
    ],
    [{ retryPolicy: UNKNOWN }],
    { alsoRight: [{ retryPolicy: undefined }] },
  ),
  subscription(
    "event-subscription-webhook-https",
    [{ destination: hook("http://names.example.org/events", ENTRA) }],
    [{ destination: hook(UNKNOWN as never) }],
  ),
  subscription(
    "event-subscription-webhook-key",
    [
      { destination: kept(hook("https://names.example.org/events?code=a-key", ENTRA)) },
      { destination: hook(`${HOST}&code=a-host-key`) },
      { destination: kept(hook("https://func-a.azurewebsites.net/api/events?code=a-key", ENTRA)) },
      { destination: kept(hook("https://func-a.azurewebsites.net/admin/../api/events?x=1&sig=a-key", ENTRA)) },
    ],
    [{ destination: UNKNOWN }],
    {
      alsoRight: [
        { destination: { ...hook(""), endpointUrl: kept(`${HOST}&code=a-host-key`) } },
        { destination: hook("https://names.example.org/events", ENTRA) },
      ],
    },
  ),
  subscription(
    "event-subscription-webhook-entra",
    [{ destination: hook("https://names.example.org/events") }],
    [{ destination: UNKNOWN }],
    { alsoRight: [{ destination: hook("https://names.example.org/events", ENTRA) }] },
  ),
  subscription(
    "event-subscription-webhook-minimum-tls",
    [{ destination: kept({ ...hook(`${HOST}&code=a-host-key`), minimumTlsVersionAllowed: "1.0" }) }],
    [{ destination: UNKNOWN }],
  ),

  site("web-https-only", [{ httpsOnly: false }, { httpsOnly: undefined }], [{ httpsOnly: UNKNOWN }]),
  site(
    "web-minimum-tls",
    [{ "siteConfig.minTlsVersion": "1.0" }, { "siteConfig.scmMinTlsVersion": undefined }],
    [{ "siteConfig.minTlsVersion": UNKNOWN }, { siteConfig: UNKNOWN }],
  ),
  site("web-remote-debugging-off", [{ "siteConfig.remoteDebuggingEnabled": true }], [{ siteConfig: UNKNOWN }]),
  site(
    "web-ftp-off",
    [{ functionAppConfig: undefined, "siteConfig.ftpsState": "AllAllowed" }, { functionAppConfig: undefined }],
    [{ functionAppConfig: undefined, siteConfig: UNKNOWN }],
    { alsoRight: [{ functionAppConfig: undefined, "siteConfig.ftpsState": "Disabled" }] },
  ),
  site("web-cors-origins", [{ "siteConfig.cors": { allowedOrigins: ["*"] } }], [{ siteConfig: UNKNOWN }], {
    alsoRight: [{ "siteConfig.cors": { allowedOrigins: ["https://names.example.org"] } }],
  }),
  site("web-http2", [{ "siteConfig.http20Enabled": false }], [{ siteConfig: UNKNOWN }]),
  site("web-client-certificates", [{}], [{ clientCertEnabled: UNKNOWN }], { alsoRight: [{ clientCertEnabled: true }] }),
  site(
    "web-one-identity",
    [
      { identity: { type: "SystemAssigned" } },
      { identity: undefined },
      { "identity.userAssignedIdentities": ["one", "two"] },
      { "identity.type": "SystemAssigned, UserAssigned" },
    ],
    [{ identity: UNKNOWN }],
    { alsoRight: [{ "identity.userAssignedIdentities": [UNKNOWN] }] },
  ),
  site(
    "function-app-runtime",
    [
      { "functionAppConfig.runtime.version": "18" },
      { functionAppConfig: undefined, "siteConfig.ftpsState": "Disabled", "siteConfig.linuxFxVersion": "NODE|16" },
    ],
    [{ "functionAppConfig.runtime": UNKNOWN }],
    { alsoRight: [{ "functionAppConfig.runtime": { name: "python", version: "3.8" } }] },
  ),
  site(
    "function-app-package-with-identity",
    [{ "functionAppConfig.deployment.storage.authentication.type": "StorageAccountConnectionString" }],
    [{ "functionAppConfig.deployment.storage.authentication": UNKNOWN }],
  ),
  site(
    "web-key-vault-reference-identity",
    [setting("PSEUDONYM", "@Microsoft.KeyVault(VaultName=kv;SecretName=key)")],
    [{ siteConfig: UNKNOWN }],
    {
      alsoRight: [
        {
          ...setting("PSEUDONYM", "@Microsoft.KeyVault(VaultName=kv;SecretName=key)"),
          keyVaultReferenceIdentity: "id",
        },
      ],
    },
  ),
  site(
    "app-settings-hold-no-secret",
    [
      setting("STORE", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hush-hush;EndpointSuffix=x"),
      setting("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
      setting("LINK", "https://a.blob.core.windows.net/c?sv=1&sig=hush-hush"),
      setting("API_KEY", "hush-hush"),
      { "siteConfig.connectionStrings": [{ name: "db", connectionString: "hush-hush" }] },
    ],
    [{ siteConfig: UNKNOWN }, setting("STORE", UNKNOWN)],
    {
      alsoRight: [
        setting("API_KEY", "@Microsoft.KeyVault(VaultName=kv;SecretName=key)"),
        setting("APPLICATIONINSIGHTS_CONNECTION_STRING", UNKNOWN),
      ].map((edits) => ({ ...edits, keyVaultReferenceIdentity: "id" })),
    },
  ),
  settings(
    "app-settings-resource-holds-no-secret",
    [{ "properties.STORE": "AccountName=a;AccountKey=hush-hush" }],
    [{ "properties.STORE": UNKNOWN }],
  ),

  vault(
    "key-vault-rbac",
    [{ "properties.enableRbacAuthorization": false }, { "properties.enableRbacAuthorization": undefined }],
    [{ "properties.enableRbacAuthorization": UNKNOWN }],
  ),
  vault(
    "key-vault-no-access-policies",
    [{ "properties.accessPolicies": [{ objectId: "somebody", tenantId: "t", permissions: {} }] }],
    [{ "properties.accessPolicies": UNKNOWN }],
  ),
  vault(
    "key-vault-soft-delete",
    [{ "properties.enableSoftDelete": false }],
    [{ "properties.enableSoftDelete": UNKNOWN }],
    {
      alsoRight: [{ "properties.enableSoftDelete": undefined }],
    },
  ),
  vault(
    "key-vault-purge-protection",
    [{ "properties.enablePurgeProtection": undefined }],
    [{ "properties.enablePurgeProtection": UNKNOWN }],
  ),
  secret(
    "key-vault-secret-expires",
    [{ "properties.attributes": undefined }, { "properties.attributes.expires": 1_500_000_000 }],
    [{ "properties.attributes.expires": UNKNOWN }],
  ),
  secret("key-vault-secret-is-secret", [{ "properties.value": "hush" }], [{ "properties.value": UNKNOWN }]),
  secret(
    "key-vault-secret-content-type",
    [{ "properties.contentType": undefined }],
    [{ "properties.contentType": UNKNOWN }],
  ),
  key("key-vault-key-rotates", [{ "properties.attributes": undefined }], [{ "properties.attributes": UNKNOWN }], {
    alsoRight: [{ "properties.attributes": undefined, "properties.rotationPolicy": { lifetimeActions: [{}] } }],
  }),

  account(
    "storage-shared-key-off",
    [{ allowSharedKeyAccess: true }, { allowSharedKeyAccess: undefined }],
    [{ allowSharedKeyAccess: UNKNOWN }],
  ),
  account("storage-public-blobs-off", [{ allowBlobPublicAccess: true }], [{ allowBlobPublicAccess: UNKNOWN }]),
  account(
    "storage-minimum-tls",
    [{ minimumTlsVersion: "TLS1_0" }, { minimumTlsVersion: "TLS1_3" }],
    [{ minimumTlsVersion: UNKNOWN }],
  ),
  account("storage-https-only", [{ enableHttpsTrafficOnly: false }], [{ enableHttpsTrafficOnly: UNKNOWN }]),
  account(
    "storage-entra-by-default",
    [{ defaultToOAuthAuthentication: undefined }],
    [{ defaultToOAuthAuthentication: UNKNOWN }],
  ),
  account(
    "storage-cross-tenant-replication-off",
    [{ allowCrossTenantReplication: true }],
    [{ allowCrossTenantReplication: UNKNOWN }],
  ),
  account(
    "storage-local-users-off",
    [{ isSftpEnabled: true, isHnsEnabled: true }, { isLocalUserEnabled: true }],
    [{ isSftpEnabled: UNKNOWN }],
  ),
  account(
    "storage-firewall-lets-azure-in",
    [{ networkRuleSet: { defaultAction: "Deny", bypass: "None" } }],
    [{ networkRuleSet: UNKNOWN }],
    { alsoRight: [{ networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" } }] },
  ),
  account("storage-sas-policy", [{}], [{ sasPolicy: UNKNOWN }], { alsoRight: [{ sasPolicy: {} }] }),
  account("storage-replicated", [{}], [{ sku: UNKNOWN }], { alsoRight: [{ "sku.name": "Standard_GZRS" }] }),
  container("storage-container-private", [{ publicAccess: "Blob" }], [{ publicAccess: UNKNOWN }]),

  insights("application-insights-workspace", [{ workspaceResourceId: undefined }], [], {
    alsoRight: [{ workspaceResourceId: UNKNOWN }],
  }),
  insights("application-insights-local-auth-off", [{ disableLocalAuth: false }], [{ disableLocalAuth: UNKNOWN }]),
  workspace("log-analytics-local-auth-off", [{ features: undefined }], [{ features: UNKNOWN }]),
  workspace("log-analytics-retention", [{ retentionInDays: 7 }], [{ retentionInDays: UNKNOWN }]),

  assignment("role-known-in-preview", [{ roleDefinitionId: "Key Vault Secrets User" }], [], {
    mustBeKnown: [{ roleDefinitionId: UNKNOWN }],
  }),
  assignment("role-not-privileged", [
    { roleDefinitionId: role(OWNER) },
    { roleDefinitionId: role(OWNER.toUpperCase()) },
    { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c` },
  ]),
  assignment(
    "role-administrator-has-condition",
    [
      { roleDefinitionId: role(ADMINISTRATOR) },
      { roleDefinitionId: role(ADMINISTRATOR), condition: "true", conditionVersion: "2.0" },
      { roleDefinitionId: role(ADMINISTRATOR), condition: CONDITION },
    ],
    [],
    {
      mustBeKnown: [{ roleDefinitionId: role(ADMINISTRATOR), condition: UNKNOWN }],
      alsoRight: [{ roleDefinitionId: role(ADMINISTRATOR), condition: CONDITION, conditionVersion: "2.0" }],
    },
  ),
  assignment(
    "role-principal-type",
    [{ principalType: undefined }, { principalType: "User" }],
    [{ principalType: UNKNOWN }],
    { alsoRight: [{ principalType: "Group" }] },
  ),
  assignment("role-says-why", [{ description: undefined }, { roleAssignmentName: undefined }]),
  definition(
    "custom-role-no-wildcards",
    [operations(["Microsoft.Web/sites/*"]), operations([], ["Microsoft.KeyVault/vaults/*"])],
    [{ permissions: UNKNOWN }, operations([UNKNOWN as never])],
  ),
  definition(
    "custom-role-gives-no-rights",
    [operations(["Microsoft.Authorization/roleAssignments/write"])],
    [{ permissions: UNKNOWN }],
    // A wildcard gives them as well; the rule about wildcards then speaks too.
    { alsoRight: [operations([], ["Microsoft.EventGrid/events/send/action"])] },
  ),
  definition(
    "custom-role-known-operations",
    [
      operations([], ["Microsoft.KeyVault/vaults/secrets/get/action"]),
      operations(["Microsoft.KeyVault/vaults/secrets/getSecret/action"]),
      operations(["read everything"]),
    ],
    [{ permissions: UNKNOWN }],
    { alsoRight: [operations(["Microsoft.KeyVault/vaults/secrets/write", "Microsoft.Insights/Register/Action"])] },
  ),
  definition(
    "custom-role-narrow-scopes",
    [
      { assignableScopes: ["/subscriptions/7c0ffee0-0000-4000-8000-0000000005b5"] },
      { assignableScopes: ["/"] },
      { assignableScopes: undefined },
    ],
    [{ assignableScopes: UNKNOWN }, { assignableScopes: [UNKNOWN] }],
  ),
  federated(
    "federation-narrow",
    [
      { subject: "repo:octo/*:environment:production" },
      { subject: "repo:octo/names:environment:*" },
      { subject: "repo:octo/names:pull_request" },
      { subject: "repo:octo@1/names@*:environment:production" },
      { issuer: "https://evil.example.org" },
      { audiences: ["api://other"] },
      { audiences: ["api://AzureADTokenExchange", "api://other"] },
    ],
    [{ subject: UNKNOWN }, { issuer: UNKNOWN }, { audiences: UNKNOWN }],
    {
      alsoRight: [
        { subject: "repo:octo/names:ref:refs/heads/main" },
        { subject: "repo:octo@1/names@2:environment:production" },
      ],
    },
  ),
  flexible(
    "federation-flexible-narrow",
    [
      { claimsMatchingExpression: "claims['sub'] matches 'repo:octo/*:ref:refs/heads/main'" },
      { claimsMatchingExpression: "claims['actor'] eq 'octocat'" },
    ],
    [{ claimsMatchingExpression: UNKNOWN }],
  ),
  never("entra-no-client-secrets", "azuread:index/applicationPassword:ApplicationPassword"),
  application("entra-no-client-secrets", [{ password: { displayName: "ci" } }], []),
  of("pulumi:providers:azure-native")("provider-without-client-secret", [{ clientSecret: kept("hush") }]),
  never("entra-no-certificates", "azuread:index/applicationCertificate:ApplicationCertificate"),
  application("entra-single-tenant", [{ signInAudience: "AzureADMultipleOrgs" }], [{ signInAudience: UNKNOWN }]),
  application(
    "entra-redirects",
    [
      { "web.redirectUris": ["http://names.example.org/"] },
      { "web.redirectUris": ["https://*.example.org/"] },
      { "web.implicitGrant": { idTokenIssuanceEnabled: true } },
    ],
    [{ "web.redirectUris": UNKNOWN }],
    { alsoRight: [{ "web.redirectUris": ["http://localhost:3000/"] }] },
  ),
  never("entra-no-directory-roles", "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment"),
  application(
    "entra-app-roles",
    [
      {
        requiredResourceAccesses: [
          { resourceAppId: "00000003-0000-0000-c000-000000000000", resourceAccesses: [{ id: "a-role", type: "Role" }] },
        ],
      },
    ],
    [{ requiredResourceAccesses: UNKNOWN }],
  ),
  of("azuread:index/servicePrincipal:ServicePrincipal")(
    "entra-assignment-required",
    [{ appRoleAssignmentRequired: undefined }],
    [{ appRoleAssignmentRequired: UNKNOWN }],
  ),

  of("azure-native:servicebus:Namespace")(
    "local-auth-off",
    [{ disableLocalAuth: undefined }],
    [{ disableLocalAuth: UNKNOWN }],
  ),
  of("azure-native:resources:ResourceGroup")(
    "tags",
    [{ tags: undefined }, { "tags.owner": undefined }],
    [{ tags: UNKNOWN }],
  ),
  of("azure-native:resources:ResourceGroup")("regions", [{ location: "East US" }], [{ location: UNKNOWN }], {
    config: { allowed: ["westeurope"] },
    alsoRight: [{ location: "West Europe" }],
  }),
  container("names-that-azure-takes", [{ containerName: "Not A Name" }], [], {
    alsoRight: [{ containerName: UNKNOWN }],
  }),
  topic("names-of-the-house", [{ topicName: "names" }], [{ topicName: UNKNOWN }], {
    config: { patterns: { "azure-native:eventgrid:Topic": "^evgt-" } },
    alsoRight: [{ topicName: "evgt-names" }],
  }),
  never("no-pinned-api-versions", "azure-native:storage/v20230101:StorageAccount"),
  never("no-pinned-api-versions", "azure-native_storage_v20230101:storage:StorageAccount"),
  account("no-pinned-api-versions", []),

  topic("network-event-grid", [{}], [{ publicNetworkAccess: UNKNOWN }], {
    alsoRight: [{ publicNetworkAccess: "Disabled" }, { inboundIpRules: [{ ipMask: "10.0.0.0/8" }] }],
  }),
  vault("network-key-vault", [{}], [{ "properties.publicNetworkAccess": UNKNOWN }], {
    alsoRight: [
      { "properties.publicNetworkAccess": "disabled" },
      { "properties.networkAcls": { defaultAction: "Deny" } },
    ],
  }),
  account("network-storage", [{}], [{ publicNetworkAccess: UNKNOWN }], {
    alsoRight: [{ publicNetworkAccess: "Disabled" }, { networkRuleSet: { defaultAction: "Deny" } }],
  }),
  site("network-web", [{}], [{ publicNetworkAccess: UNKNOWN }], {
    alsoRight: [{ publicNetworkAccess: "Disabled" }, { "siteConfig.ipSecurityRestrictionsDefaultAction": "Deny" }],
  }),
  workspace(
    "network-monitoring",
    [{}],
    [{ publicNetworkAccessForIngestion: UNKNOWN, publicNetworkAccessForQuery: "Disabled" }],
    {
      alsoRight: [{ publicNetworkAccessForIngestion: "Disabled", publicNetworkAccessForQuery: "Disabled" }],
    },
  ),
];
