import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Digest, type ResourceState, readDigest, type Step } from "../../../ci/comment/digest.js";

const FIXTURES = join(import.meta.dirname, "fixtures");

/** What the CLI really printed once, cut down to what matters. */
export const fixture = (name: string): string => readFileSync(join(FIXTURES, name), "utf8");

export function digestOf(name: string): Digest {
  const digest = readDigest(fixture(`${name}.json`));
  if (digest === undefined) throw new Error(`${name}.json is no digest`);
  return digest;
}

export const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
export const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-names`;
export const PRINCIPAL = "11111111-1111-1111-1111-111111111111";

export const urnOf = (type: string, name: string): string => `urn:pulumi:dev::gridwire::${type}::${name}`;

type Part = Partial<Omit<ResourceState, "urn" | "type">>;

/** A step of a resource: with `before` alone it is deleted, with `after` alone created. */
export function step(
  type: string,
  name: string,
  { before, after, op }: { before?: Part; after?: Part; op?: string },
): Step {
  const urn = urnOf(type, name);
  const state = (part: Part): ResourceState => ({ urn, type, custom: true, ...part });
  const plain = before === undefined ? "create" : after === undefined ? "delete" : "update";
  return {
    op: op ?? plain,
    urn,
    ...(before === undefined ? {} : { oldState: state(before) }),
    ...(after === undefined ? {} : { newState: state(after) }),
  };
}

export const digest = (...steps: readonly Step[]): Digest => ({ steps, diagnostics: [], changeSummary: {} });

const COMPONENT = "gridwire:infra:FunctionApp";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const STORAGE = "azure-native:storage:StorageAccount";
export const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/stnames`;
export const CONTAINER = `${ACCOUNT}/blobServices/default/containers/raw-names`;

/** What is there and stays: an app with its identity, an account and a container in it. */
export const standing: readonly Step[] = [
  { op: "same", urn: urnOf(COMPONENT, "tally"), oldState: { urn: urnOf(COMPONENT, "tally"), type: COMPONENT } },
  step(IDENTITY, "tally-identity", {
    op: "same",
    before: { id: `${GROUP}/x/tally`, parent: urnOf(COMPONENT, "tally"), outputs: { principalId: PRINCIPAL } },
  }),
  step("azure-native:resources:ResourceGroup", "group", { op: "same", before: { id: GROUP } }),
  step(STORAGE, "data-account", { op: "same", before: { id: ACCOUNT } }),
  step("azure-native:storage:BlobContainer", "data-raw-names", { op: "same", before: { id: CONTAINER } }),
];

export const ROLES = {
  reader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  contributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
} as const;

export const ASSIGNMENT = "azure-native:authorization:RoleAssignment";

/** Inputs of a role assignment to the app's identity. */
export const assignment = (role: string, scope: string, more: object = {}) => ({
  inputs: {
    principalId: PRINCIPAL,
    principalType: "ServicePrincipal",
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    scope,
    ...more,
  },
});
