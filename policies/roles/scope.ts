import type { PolicyResource } from "@pulumi/policy";
import { peek } from "../kit/peek.js";

/** What a role is given on. */
export type Scope =
  | { readonly is: "resource"; readonly type: string; readonly what: string }
  /** A resource group, a subscription, a management group or the tenant. */
  | { readonly is: "above"; readonly what: string }
  | { readonly is: "unknown" };

const PACKAGE = "azure-native";

/** Type tokens by the types in ARM ids, in lower case. */
const TOKENS: Readonly<Record<string, string>> = {
  "microsoft.storage/storageaccounts": "storage:StorageAccount",
  "microsoft.storage/storageaccounts/blobservices/containers": "storage:BlobContainer",
  "microsoft.storage/storageaccounts/queueservices/queues": "storage:Queue",
  "microsoft.storage/storageaccounts/tableservices/tables": "storage:Table",
  "microsoft.keyvault/vaults": "keyvault:Vault",
  "microsoft.keyvault/vaults/secrets": "keyvault:Secret",
  "microsoft.keyvault/vaults/keys": "keyvault:Key",
  "microsoft.eventgrid/topics": "eventgrid:Topic",
  "microsoft.eventgrid/domains": "eventgrid:Domain",
  "microsoft.insights/components": "applicationinsights:Component",
  "microsoft.operationalinsights/workspaces": "operationalinsights:Workspace",
  "microsoft.servicebus/namespaces": "servicebus:Namespace",
  "microsoft.servicebus/namespaces/queues": "servicebus:Queue",
  "microsoft.servicebus/namespaces/topics": "servicebus:Topic",
  "microsoft.eventhub/namespaces": "eventhub:Namespace",
  "microsoft.eventhub/namespaces/eventhubs": "eventhub:EventHub",
  "microsoft.managedidentity/userassignedidentities": "managedidentity:UserAssignedIdentity",
  "microsoft.web/sites": "web:WebApp",
};

const GROUP = `${PACKAGE}:resources:ResourceGroup`;

/**
 * What an assignment is on. The text of a known scope tells most; until it is known, what flowed into it: the narrowest
 * of those resources, which is the one whose own properties others of them fed.
 */
export function scopeOf(assignment: PolicyResource): Scope {
  const scope = peek(() => assignment.props.scope as string);
  if (scope.is === "value") return scopeOfId(scope.value);
  const fed = assignment.propertyDependencies.scope ?? [];
  const narrowest = fed.find((one) => !fed.some((other) => other !== one && feeds(one, other))) ?? fed[0];
  if (narrowest === undefined) return { is: "unknown" };
  if (narrowest.type === GROUP) return { is: "above", what: `the resource group ${narrowest.name}` };
  return { is: "resource", type: narrowest.type, what: narrowest.name };
}

const feeds = (from: PolicyResource, to: PolicyResource): boolean =>
  Object.values(to.propertyDependencies).some((list) => list.includes(from));

function scopeOfId(id: string): Scope {
  const segments = id.split("/").filter((segment) => segment !== "");
  const providers = segments.map((segment) => segment.toLowerCase()).lastIndexOf("providers");
  const namespace = segments[providers + 1] ?? "";
  if (providers < 0 || /^Microsoft\.Management$/i.test(namespace)) return { is: "above", what: levelOf(segments) };
  const rest = segments.slice(providers + 2);
  const type = [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/").toLowerCase();
  const token = TOKENS[type];
  return {
    is: "resource",
    type: token === undefined ? type : `${PACKAGE}:${token}`,
    what: rest.at(-1) ?? id,
  };
}

function levelOf(segments: readonly string[]): string {
  if (segments.length === 0) return "the whole tenant";
  if (segments[0]?.toLowerCase() === "providers") return "a management group";
  return segments.length > 2 ? `the resource group ${segments[3] ?? ""}` : "a whole subscription";
}
