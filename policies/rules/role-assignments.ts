import type { RoleAssignmentArgs } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { expectOneOf } from "../kit/expect.js";
import { violation } from "../kit/finding.js";
import { known, peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";
import { namedRoles, roleGuid, roleName } from "../roles/known-roles.js";

const ASSIGNMENTS = ["azure-native:authorization:RoleAssignment"];

/** Give away rights, or take over what has them. */
const PRIVILEGED = [
  "Owner",
  "Contributor",
  "User Access Administrator",
  "Key Vault Administrator",
  "Key Vault Contributor",
  "Key Vault Data Access Administrator",
  "Storage Account Contributor",
  "Storage Account Key Operator Service Role",
  "Reader and Data Access",
  "EventGrid Contributor",
  "Website Contributor",
  "Managed Identity Contributor",
  "Azure Service Bus Data Owner",
  "Azure Event Hubs Data Owner",
  "DocumentDB Account Contributor",
  "Log Analytics Contributor",
  "Monitoring Contributor",
];

const ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";

const BEST_PRACTICES = "https://learn.microsoft.com/azure/role-based-access-control/best-practices";

/** Rules about single role assignments. What they are on, and who has them, is for the rules of the whole stack. */
export const roleAssignmentRules: readonly ResourceRule[] = [
  resourceRule<RoleAssignmentArgs>({
    name: "role-known-in-preview",
    title: "A preview shows which role is given",
    description: "A role that is made up only during the up is one that no review has seen.",
    types: ASSIGNMENTS,
    level: "mandatory",
    severity: "high",
    remedy:
      "Write the role's GUID out, of a custom role as well: declare that one with a roleDefinitionId of your own.",
    same: { mcsb: "PA-7" },
    url: BEST_PRACTICES,
    *check({ props }) {
      const id = peek(() => props.roleDefinitionId);
      if (id.is === "unknown") yield violation("Which role it gives cannot be known before the first up.");
      else if (id.is === "absent" || roleGuid(id.value) === undefined)
        yield violation("Its roleDefinitionId does not end in a GUID.");
    },
  }),
  resourceRule<RoleAssignmentArgs>({
    name: "role-not-privileged",
    title: "No role that can do everything",
    description:
      "Owner, Contributor, User Access Administrator and their like can read keys, give away rights, or take over what has them.",
    types: ASSIGNMENTS,
    level: "mandatory",
    severity: "critical",
    remedy: "Give the role for the one thing that is done, on the resource that it is done to.",
    same: { psrule: ["Azure.RBAC.LimitOwner"], mcsb: "PA-1" },
    url: "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged",
    settings: {
      refused: {
        description: "Names of built-in roles, or GUIDs",
        type: "array",
        items: { type: "string" },
        default: [...PRIVILEGED],
      },
    },
    *check({ props }, { settings }) {
      const { guids, wrong } = namedRoles(settings.refused as readonly string[]);
      if (wrong.length > 0)
        yield violation(`The setting "refused" names roles that are not known: ${wrong.join(", ")}.`);
      const guid = roleGuid(known(() => props.roleDefinitionId) ?? "");
      if (guid !== undefined && guids.has(guid)) yield violation(`It gives the role ${roleName(guid)}.`);
    },
  }),
  resourceRule<RoleAssignmentArgs>({
    name: "role-administrator-has-condition",
    title: "Who gives out roles can give out only some",
    description: "Role Based Access Control Administrator without a condition can make itself Owner.",
    types: ASSIGNMENTS,
    level: "mandatory",
    severity: "critical",
    remedy: 'Set condition, over RoleDefinitionId and PrincipalType, and conditionVersion "2.0".',
    same: { mcsb: "PA-7" },
    url: "https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples",
    *check({ props }) {
      if (roleGuid(known(() => props.roleDefinitionId) ?? "") !== ADMINISTRATOR) return;
      const condition = peek(() => props.condition);
      if (condition.is === "unknown") yield violation("Its condition cannot be known before the first up.");
      else if (condition.is === "absent") yield violation("It may give out every role.");
      else {
        for (const attribute of ["RoleDefinitionId", "PrincipalType"])
          if (!condition.value.includes(attribute)) yield violation(`Its condition says nothing of ${attribute}.`);
        if (known(() => props.conditionVersion) !== "2.0") yield violation('Its conditionVersion is not "2.0".');
      }
    },
  }),
  resourceRule<RoleAssignmentArgs>({
    name: "role-principal-type",
    title: "An assignment says what it is for",
    description:
      "Without principalType a new identity is looked up in the directory, where it may not be yet (PrincipalNotFound). People get their roles through groups.",
    types: ASSIGNMENTS,
    level: "mandatory",
    severity: "medium",
    remedy: 'Set principalType to "ServicePrincipal" for an identity, to "Group" for people.',
    same: { psrule: ["Azure.RBAC.UseGroups"], mcsb: "PA-7" },
    url: "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
    check: ({ props }) => expectOneOf("principalType", () => props.principalType, ["ServicePrincipal", "Group"]),
  }),
  resourceRule<RoleAssignmentArgs>({
    name: "role-says-why",
    title: "An assignment says why",
    description: "Nobody dares to take away a role whose reason is not known.",
    types: ASSIGNMENTS,
    level: "advisory",
    severity: "low",
    remedy: "Set description, and a roleAssignmentName made of principal, role and scope.",
    url: BEST_PRACTICES,
    *check({ props }) {
      if (peek(() => props.description).is === "absent") yield violation("It has no description.");
      if (peek(() => props.roleAssignmentName).is === "absent") yield violation("Its name is made up by chance.");
    },
  }),
];
