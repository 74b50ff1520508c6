import { SUBSCRIPTION } from "../shared/arm-id.js";
import type { Properties } from "../shared/resource.js";

const GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const STORAGE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/{accountName}`;
const SITE = `${GROUP}/providers/Microsoft.Web/sites/{name}`;

/**
 * Where azure-native keeps a resource: its token without `azure-native:`, and the template of its ARM id.
 * The last parameter is the name that is made up when it is left out.
 *
 * @see https://github.com/Azure/azure-rest-api-specs the paths of each provider's resource-manager
 */
const TEMPLATES: Readonly<Record<string, string>> = {
  "applicationinsights:Component": `${GROUP}/providers/Microsoft.Insights/components/{resourceName}`,
  "authorization:RoleAssignment": "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
  "authorization:RoleDefinition": "{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
  "eventgrid:EventSubscription": "{scope}/providers/Microsoft.EventGrid/eventSubscriptions/{eventSubscriptionName}",
  "eventgrid:SystemTopic": `${GROUP}/providers/Microsoft.EventGrid/systemTopics/{systemTopicName}`,
  "eventgrid:SystemTopicEventSubscription": `${GROUP}/providers/Microsoft.EventGrid/systemTopics/{systemTopicName}/eventSubscriptions/{eventSubscriptionName}`,
  "eventgrid:Topic": `${GROUP}/providers/Microsoft.EventGrid/topics/{topicName}`,
  "eventgrid:TopicEventSubscription": `${GROUP}/providers/Microsoft.EventGrid/topics/{topicName}/eventSubscriptions/{eventSubscriptionName}`,
  "insights:DiagnosticSetting": "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
  "keyvault:Key": `${GROUP}/providers/Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}`,
  "keyvault:Secret": `${GROUP}/providers/Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}`,
  "keyvault:Vault": `${GROUP}/providers/Microsoft.KeyVault/vaults/{vaultName}`,
  "managedidentity:UserAssignedIdentity": `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}`,
  "monitor:ActionGroup": `${GROUP}/providers/Microsoft.Insights/actionGroups/{actionGroupName}`,
  "monitor:DiagnosticSetting": "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
  "monitor:MetricAlert": `${GROUP}/providers/Microsoft.Insights/metricAlerts/{ruleName}`,
  "monitor:ScheduledQueryRule": `${GROUP}/providers/Microsoft.Insights/scheduledQueryRules/{ruleName}`,
  "operationalinsights:Workspace": `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}`,
  "resources:ResourceGroup": GROUP,
  "storage:BlobContainer": `${STORAGE}/blobServices/default/containers/{containerName}`,
  "storage:BlobServiceProperties": `${STORAGE}/blobServices/{blobServicesName}`,
  "storage:ManagementPolicy": `${STORAGE}/managementPolicies/{managementPolicyName}`,
  "storage:Queue": `${STORAGE}/queueServices/default/queues/{queueName}`,
  "storage:StorageAccount": STORAGE,
  "storage:Table": `${STORAGE}/tableServices/default/tables/{tableName}`,
  "web:AppServicePlan": `${GROUP}/providers/Microsoft.Web/serverfarms/{name}`,
  "web:WebApp": SITE,
  "web:WebAppFunction": `${SITE}/functions/{functionName}`,
  "web:WebAppFtpAllowed": `${SITE}/basicPublishingCredentialsPolicies/ftp`,
  "web:WebAppScmAllowed": `${SITE}/basicPublishingCredentialsPolicies/scm`,
};

/**
 * Template of a token. A type without a line of its own gets one of the usual form: in its group, named by the
 * input that ends in `Name`.
 *
 * @param token e.g. `azure-native:web:WebApp` or, with a version, `azure-native:web/v20240401:WebApp`.
 */
export function templateOf(token: string, inputs: Properties): string {
  const [, module = "", type = ""] = token.split(":");
  const namespace = module.split("/")[0] ?? module;
  const known = TEMPLATES[`${namespace}:${type}`];
  if (known !== undefined) return known;
  const plural = `${type.charAt(0).toLowerCase()}${type.slice(1).replace(/y$/, "ie")}s`;
  const parameters = Object.keys(inputs).filter((key) => key.endsWith("Name") && key !== "resourceGroupName");
  const name =
    parameters.find((key) => key.toLowerCase() === `${type.toLowerCase()}name`) ?? parameters.at(-1) ?? "name";
  const scope = "resourceGroupName" in inputs ? GROUP : "/subscriptions/{subscriptionId}";
  return `${scope}/providers/Microsoft.${namespace.charAt(0).toUpperCase()}${namespace.slice(1)}/${plural}/{${name}}`;
}

/** The inputs that make up the id, e.g. `resourceGroupName` and `name`. */
export const parametersOf = (template: string): string[] =>
  [...template.matchAll(/\{(\w+)\}/g)].flatMap(([, parameter]) =>
    parameter === undefined || parameter === "subscriptionId" ? [] : [parameter],
  );

/** The input that names the resource: the last segment of its id, unless that is fixed. */
export const nameParameterOf = (template: string): string | undefined => /\{(\w+)\}$/.exec(template)?.[1];

/** @throws when an input that the id needs is missing. */
export function idOf(template: string, inputs: Properties): string {
  return template.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    if (parameter === "subscriptionId") return SUBSCRIPTION;
    const value = inputs[parameter];
    if (typeof value !== "string" || value === "") throw new Error(`missing required property "${parameter}"`);
    return parameter === "scope" || parameter === "resourceUri"
      ? value.replace(/^\/*/, "/").replace(/\/+$/, "")
      : value;
  });
}
