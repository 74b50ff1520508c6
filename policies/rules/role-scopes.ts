import type { PolicyResource } from "@pulumi/policy";
import { unknown, violation } from "../kit/finding.js";
import { known } from "../kit/peek.js";
import { type StackRule, stackRule } from "../kit/rule.js";
import { isBuiltIn, namedRoles, roleGuid, roleName } from "../roles/known-roles.js";
import { scopeOf } from "../roles/scope.js";

const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const DEFINITION = "azure-native:authorization:RoleDefinition";

/** Roles that make sense on a thing, by its type. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  "azure-native:storage:BlobContainer": [
    "Storage Blob Data Reader",
    "Storage Blob Data Contributor",
    "Storage Blob Data Owner",
  ],
  "azure-native:storage:Table": ["Storage Table Data Reader", "Storage Table Data Contributor"],
  "azure-native:storage:Queue": [
    "Storage Queue Data Reader",
    "Storage Queue Data Contributor",
    "Storage Queue Data Message Sender",
    "Storage Queue Data Message Processor",
  ],
  // The account of a function's host: https://learn.microsoft.com/azure/azure-functions/functions-reference
  "azure-native:storage:StorageAccount": [
    "Storage Blob Data Owner",
    "Storage Queue Data Contributor",
    "Storage Table Data Contributor",
    "Storage Blob Delegator",
  ],
  "azure-native:keyvault:Secret": ["Key Vault Secrets User"],
  "azure-native:keyvault:Key": [
    "Key Vault Crypto User",
    "Key Vault Crypto Service Encryption User",
    "Key Vault Crypto Service Release User",
  ],
  "azure-native:keyvault:Vault": ["Key Vault Reader"],
  "azure-native:eventgrid:Topic": ["EventGrid Data Sender"],
  "azure-native:eventgrid:Domain": ["EventGrid Data Sender"],
  "azure-native:applicationinsights:Component": ["Monitoring Metrics Publisher"],
};

const guidOf = (assignment: PolicyResource) => roleGuid(known(() => assignment.props.roleDefinitionId as string) ?? "");

/** Rules about which role is given on what. */
export const roleScopeRules: readonly StackRule[] = [
  stackRule({
    name: "role-exists",
    title: "The role exists",
    description: "An assignment of a role that is not there fails in the middle of an up (RoleDefinitionDoesNotExist).",
    level: "mandatory",
    severity: "medium",
    remedy: "Check the GUID; declare a custom role in the stack; name any other in the setting known.",
    url: "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles",
    settings: {
      known: {
        description: "GUIDs of further roles that exist",
        type: "array",
        items: { type: "string" },
        default: [],
      },
    },
    *check(graph, { settings }) {
      const declared = graph.ofType(DEFINITION).map((role) => known(() => role.props.roleDefinitionId as string));
      const existing = new Set([...declared, ...(settings.known as string[])].map((id) => roleGuid(id ?? "")));
      for (const assignment of graph.ofType(ASSIGNMENT)) {
        const guid = guidOf(assignment);
        if (guid !== undefined && !isBuiltIn(guid) && !existing.has(guid))
          yield violation(`${assignment.name} gives the role ${guid}, which nobody knows.`, assignment.urn);
      }
    },
  }),
  stackRule({
    name: "role-on-one-resource",
    title: "A role is given on one resource",
    description: "On a group or a subscription a role also holds for everything that will ever be put there.",
    level: "mandatory",
    severity: "high",
    remedy: "Set scope to the id of the container, table, secret or topic that the role is for.",
    same: { psrule: ["Azure.RBAC.LimitMGDelegation"], mcsb: "PA-7" },
    url: "https://learn.microsoft.com/azure/role-based-access-control/scope-overview",
    settings: {
      above: {
        description: "Roles that may be given on a group or above: names of built-in roles, or GUIDs",
        type: "array",
        items: { type: "string" },
        default: [],
      },
    },
    *check(graph, { settings }) {
      const { guids, wrong } = namedRoles(settings.above as readonly string[]);
      if (wrong.length > 0) yield violation(`The setting "above" names roles that are not known: ${wrong.join(", ")}.`);
      for (const assignment of graph.ofType(ASSIGNMENT)) {
        const scope = scopeOf(assignment);
        if (scope.is === "unknown") yield unknown("scope", assignment.urn);
        const guid = guidOf(assignment) ?? "";
        if (scope.is === "above" && !guids.has(guid))
          yield violation(`${assignment.name} gives ${roleName(guid)} on ${scope.what}.`, assignment.urn);
      }
    },
  }),
  stackRule({
    name: "role-fits-resource",
    title: "The role is one for what it is given on",
    description:
      "A role of another service does nothing where it is given; one for a whole account or vault opens more than one thing in it.",
    level: "mandatory",
    severity: "medium",
    remedy:
      "Give a role of the configured list, on the id of the narrowest resource; a path appended to a wider id is seen as the wider one.",
    same: { mcsb: "PA-7" },
    url: "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles",
    settings: {
      allowed: {
        description: "Roles by the type token of what they are given on: names of built-in roles, or GUIDs",
        type: "object",
        additionalProperties: { type: "array", items: { type: "string" } },
        default: { ...FITTING },
      },
    },
    *check(graph, { settings }) {
      const allowed = Object.entries(settings.allowed as Record<string, readonly string[]>).map(
        ([type, roles]) => [type, namedRoles(roles)] as const,
      );
      for (const [type, { wrong }] of allowed)
        if (wrong.length > 0)
          yield violation(`The setting "allowed" names roles for ${type} that are not known: ${wrong.join(", ")}.`);
      const fitting = new Map(allowed);
      for (const assignment of graph.ofType(ASSIGNMENT)) {
        const scope = scopeOf(assignment);
        const guid = guidOf(assignment);
        if (scope.is === "unknown") yield unknown("scope", assignment.urn);
        if (scope.is !== "resource" || guid === undefined) continue;
        const roles = fitting.get(scope.type);
        if (roles !== undefined && !roles.guids.has(guid))
          yield violation(
            `${assignment.name} gives ${roleName(guid)} on ${scope.what} (${scope.type}).`,
            assignment.urn,
          );
      }
    },
  }),
];
