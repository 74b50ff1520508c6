import type { RoleDefinitionArgs } from "@pulumi/azure-native/authorization/roleDefinition.js";
import { type Finding, unknown, violation } from "../kit/finding.js";
import { peek, peekEach } from "../kit/peek.js";
import { type Examined, type ResourceRule, resourceRule } from "../kit/rule.js";
import { operationProblem } from "../roles/data-actions.js";

const DEFINITIONS = ["azure-native:authorization:RoleDefinition"];
const CUSTOM_ROLES = "https://learn.microsoft.com/azure/role-based-access-control/custom-roles";

/** With one of these a principal can give itself all the others. */
const GRANTING = [
  "microsoft.authorization/roleassignments/write",
  "microsoft.authorization/roledefinitions/write",
  "microsoft.authorization/elevateaccess/action",
];

/** An operation of a custom role. */
interface Operation {
  readonly name: string;
  readonly isDataAction: boolean;
}

/** Rules about roles of one's own. */
export const customRoleRules: readonly ResourceRule[] = [
  resourceRule<RoleDefinitionArgs>({
    name: "custom-role-no-wildcards",
    title: "A custom role lists what it allows",
    description: "A wildcard also allows what a service will learn to do later.",
    types: DEFINITIONS,
    level: "mandatory",
    severity: "high",
    remedy: "List the operations one by one.",
    same: { checkov: ["CKV_AZURE_39"], trivy: ["AZU-0030"], mcsb: "PA-7" },
    url: CUSTOM_ROLES,
    *check(role) {
      for (const operation of operationsOf(role)) {
        if ("found" in operation) yield operation;
        else if (operation.name.includes("*")) yield violation(`It allows "${operation.name}".`);
      }
    },
  }),
  resourceRule<RoleDefinitionArgs>({
    name: "custom-role-gives-no-rights",
    title: "A custom role cannot give out rights",
    description: "Whoever may write roles or assignments can have every right.",
    types: DEFINITIONS,
    level: "mandatory",
    severity: "critical",
    remedy: "Take the operation out; for deployments give Role Based Access Control Administrator with a condition.",
    same: { trivy: ["AZU-0052"], mcsb: "PA-1" },
    url: CUSTOM_ROLES,
    *check(role) {
      for (const operation of operationsOf(role)) {
        if ("found" in operation) yield operation;
        else if (!operation.isDataAction && GRANTING.some((granting) => covers(operation.name, granting)))
          yield violation(`It allows "${operation.name}", and so to give out rights.`);
      }
    },
  }),
  resourceRule<RoleDefinitionArgs>({
    name: "custom-role-known-operations",
    title: "A custom role names operations that exist",
    description: "A misspelled operation allows nothing, and one in the wrong list allows nothing either.",
    types: DEFINITIONS,
    level: "mandatory",
    severity: "medium",
    remedy: "Take the name from the service's list of operations.",
    url: "https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations",
    *check(role) {
      for (const operation of operationsOf(role)) {
        if ("found" in operation) yield operation;
        else {
          const problem = operationProblem(operation.name, operation.isDataAction);
          if (problem !== undefined) yield violation(`${problem}.`);
        }
      }
    },
  }),
  resourceRule<RoleDefinitionArgs>({
    name: "custom-role-narrow-scopes",
    title: "A custom role can be given in few places",
    description: "A role for a whole subscription or the whole tenant can be given on everything in it.",
    types: DEFINITIONS,
    level: "mandatory",
    severity: "medium",
    remedy: "List resource groups in assignableScopes.",
    same: { mcsb: "PA-7" },
    url: CUSTOM_ROLES,
    *check({ props }) {
      const list = peek(() => props.assignableScopes);
      if (list.is === "unknown") yield unknown("assignableScopes");
      if (list.is === "absent") yield violation("It has no assignableScopes, and so those of its own scope.");
      if (list.is !== "value") return;
      for (const scope of peekEach(list.value)) {
        if (scope.is === "unknown") yield unknown("assignableScopes");
        else if (scope.is === "value" && !/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.test(scope.value))
          yield violation(scope.value === "/" ? "It can be given on everything." : "It can be given above a group.");
      }
    },
  }),
];

/** What the role allows; what of it is not known is a finding. */
function* operationsOf({ props }: Examined<RoleDefinitionArgs>): Generator<Operation | Finding> {
  const permissions = peek(() => props.permissions);
  if (permissions.is === "unknown") yield unknown("permissions");
  if (permissions.is !== "value") return;
  for (let index = 0; index < permissions.value.length; index += 1) {
    for (const list of ["actions", "dataActions"] as const) {
      const operations = peek(() => permissions.value[index]?.[list]);
      if (operations.is === "unknown") yield unknown(`permissions[${index}].${list}`);
      if (operations.is !== "value") continue;
      for (const operation of peekEach(operations.value)) {
        if (operation.is === "unknown") yield unknown(`permissions[${index}].${list}`);
        else if (operation.is === "value") yield { name: operation.value, isDataAction: list === "dataActions" };
      }
    }
  }
}

/** A wildcard stands for any text, slashes included. */
function covers(operation: string, wanted: string): boolean {
  const pattern = operation
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.$+?^(){}|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(wanted);
}
