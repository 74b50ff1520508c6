import { createHash } from "node:crypto";
import { edited, type Node, ref } from "./node.js";
import { RIGHT, role } from "./right.js";

const GROUP = "/subscriptions/7c0ffee0-0000-4000-8000-0000000005b5/resourceGroups/rg";
const idIn = (provider: string, ...names: readonly string[]) => `${GROUP}/providers/${provider}/${names.join("/")}`;

/** The same for the same words. */
function guidOf(words: string): string {
  const hex = createHash("sha1").update(words).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const group = (name: string): Node => ({
  name,
  type: "azure-native:resources:ResourceGroup",
  props: { resourceGroupName: name, location: "westeurope", tags: { environment: "test", owner: "somebody" } },
  out: { id: GROUP },
});

export const identity = (name: string): Node => ({
  name,
  type: "azure-native:managedidentity:UserAssignedIdentity",
  props: {
    resourceName: `id-${name}`,
    resourceGroupName: "rg",
    location: "westeurope",
    tags: { environment: "test", owner: "somebody" },
  },
  out: { id: idIn("Microsoft.ManagedIdentity", "userAssignedIdentities", `id-${name}`), principalId: guidOf(name) },
});

/** A function app that runs with an identity. */
export const site = (name: string, runsWith: Node, edits = {}): Node => ({
  name,
  type: "azure-native:web:WebApp",
  props: edited(RIGHT["azure-native:web:WebApp"], {
    name: `func-${name}`,
    "identity.userAssignedIdentities": [ref(runsWith)],
    ...edits,
  }),
  out: { id: idIn("Microsoft.Web", "sites", `func-${name}`) },
  back: { identity: { type: "UserAssigned", userAssignedIdentities: { [runsWith.out?.id ?? ""]: {} } } },
});

/** Publishing with a password, allowed or not. */
export const publishing = (name: string, of: Node, kind: "Ftp" | "Scm", allow = false): Node => ({
  name,
  type: `azure-native:web:WebApp${kind}Allowed`,
  props: { name: ref(of, "name"), resourceGroupName: "rg", allow },
  out: { id: `${of.out?.id}/basicPublishingCredentialsPolicies/${kind.toLowerCase()}` },
  back: { name: kind.toLowerCase() },
});

export const account = (name: string): Node => ({
  name,
  type: "azure-native:storage:StorageAccount",
  props: { ...RIGHT["azure-native:storage:StorageAccount"], accountName: `st${name.replaceAll("-", "")}`.slice(0, 24) },
  out: { id: idIn("Microsoft.Storage", "storageAccounts", `st${name.replaceAll("-", "")}`.slice(0, 24)) },
});

export const container = (name: string, of: Node, containerName = name): Node => ({
  name,
  type: "azure-native:storage:BlobContainer",
  props: { accountName: ref(of, "accountName"), resourceGroupName: "rg", containerName },
  out: { id: `${of.out?.id}/blobServices/default/containers/${containerName}` },
  back: { accountName: undefined },
});

/** Whether deleted blobs and containers can be brought back. */
export const recovery = (name: string, of: Node, blobs: unknown, containers: unknown = blobs): Node => ({
  name,
  type: "azure-native:storage:BlobServiceProperties",
  props: {
    accountName: ref(of, "accountName"),
    resourceGroupName: "rg",
    blobServicesName: "default",
    deleteRetentionPolicy: { enabled: blobs, days: 7 },
    containerDeleteRetentionPolicy: { enabled: containers, days: 7 },
  },
  out: { id: `${of.out?.id}/blobServices/default` },
  back: { accountName: undefined },
});

export const vault = (name: string): Node => ({
  name,
  type: "azure-native:keyvault:Vault",
  props: { ...RIGHT["azure-native:keyvault:Vault"], vaultName: `kv-${name}`.slice(0, 24) },
  out: { id: idIn("Microsoft.KeyVault", "vaults", `kv-${name}`.slice(0, 24)) },
});

export const topic = (name: string, runsWith: Node): Node => ({
  name,
  type: "azure-native:eventgrid:Topic",
  props: {
    ...RIGHT["azure-native:eventgrid:Topic"],
    topicName: `evgt-${name}`,
    identity: { type: "UserAssigned", userAssignedIdentities: ref(runsWith) },
  },
  out: { id: idIn("Microsoft.EventGrid", "topics", `evgt-${name}`) },
  back: { identity: { type: "UserAssigned", userAssignedIdentities: { [runsWith.out?.id ?? ""]: {} } } },
});

/** A subscription whose dead letters an identity writes. */
export const subscription = (name: string, of: Node, writer: Node): Node => ({
  name,
  type: "azure-native:eventgrid:EventSubscription",
  props: edited(RIGHT["azure-native:eventgrid:EventSubscription"], {
    scope: ref(of),
    "deadLetterWithResourceIdentity.identity.userAssignedIdentity": ref(writer),
  }),
  out: { id: `${of.out?.id}/providers/Microsoft.EventGrid/eventSubscriptions/${name}` },
  back: { scope: undefined },
});

/** @param on what the role is given on, or the text of its scope. */
export const grant = (name: string, to: Node, guid: string, on: unknown): Node => ({
  name,
  type: "azure-native:authorization:RoleAssignment",
  props: {
    ...RIGHT["azure-native:authorization:RoleAssignment"],
    roleAssignmentName: guidOf(`grant ${name}`),
    roleDefinitionId: role(guid),
    principalId: ref(to, "principalId"),
    scope: on,
  },
});

/** Trust of an identity in a pipeline. */
export const trust = (name: string, of: Node): Node => ({
  name,
  type: "azure-native:managedidentity:FederatedIdentityCredential",
  props: {
    ...RIGHT["azure-native:managedidentity:FederatedIdentityCredential"],
    resourceName: ref(of, "resourceName"),
  },
  out: { id: `${of.out?.id}/federatedIdentityCredentials/${name}` },
  back: { resourceName: undefined },
});

export const diagnostics = (name: string, of: Node, enabled = true): Node => ({
  name,
  type: "azure-native:monitor:DiagnosticSetting",
  props: {
    name,
    resourceUri: ref(of),
    workspaceId: idIn("Microsoft.OperationalInsights", "workspaces", "log"),
    logs: [{ categoryGroup: "audit", enabled }],
  },
});

export const endpoint = (name: string, of: Node): Node => ({
  name,
  type: "azure-native:network:PrivateEndpoint",
  props: {
    resourceGroupName: "rg",
    privateLinkServiceConnections: [{ name, privateLinkServiceId: ref(of), groupIds: ["vault"] }],
  },
});
