import type { PolicyResource } from "@pulumi/policy";
import { violation } from "../kit/finding.js";
import { known } from "../kit/peek.js";
import { type StackRule, stackRule } from "../kit/rule.js";
import { identitiesOf } from "../roles/identities.js";
import { namedRoles, roleGuid, roleName } from "../roles/known-roles.js";

const SITE = "azure-native:web:WebApp";
const MANAGED_IDENTITIES =
  "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations";

/** Roles that somebody has who deploys, and nobody who serves requests. */
const DEPLOYING = [
  "Owner",
  "Contributor",
  "User Access Administrator",
  "Role Based Access Control Administrator",
  "Managed Identity Contributor",
  "Managed Identity Operator",
  "Website Contributor",
  "Web Plan Contributor",
  "EventGrid EventSubscription Contributor",
];

const guidOf = (assignment: PolicyResource) =>
  roleGuid(known(() => assignment.props.roleDefinitionId as string) ?? "") ?? "";

/** Rules about who has which identity. */
export const identityRules: readonly StackRule[] = [
  stackRule({
    name: "identity-for-one-app",
    title: "Each app has an identity of its own",
    description: "Apps that share an identity share all its rights: a hole in one opens what the other may do.",
    level: "mandatory",
    severity: "high",
    remedy: "Declare an identity for each app and give it what that app needs.",
    same: { mcsb: "IM-3" },
    url: MANAGED_IDENTITIES,
    *check(graph) {
      for (const [identity, { attachedTo }] of identitiesOf(graph)) {
        const sites = attachedTo.filter(({ type }) => type === SITE).map(({ name }) => name);
        if (sites.length > 1) yield violation(`${sites.join(" and ")} share ${identity.name}.`, identity.urn);
      }
    },
  }),
  stackRule({
    name: "identity-with-roles-is-attached",
    title: "An identity that has roles is somebody's",
    description: "Roles of an identity that nothing runs with wait for whoever attaches it.",
    level: "mandatory",
    severity: "medium",
    remedy: "Attach the identity to what needs its roles, or remove both.",
    same: { mcsb: "PA-7" },
    url: MANAGED_IDENTITIES,
    *check(graph) {
      for (const [identity, { attachedTo, assignments, credentials }] of identitiesOf(graph))
        if (assignments.length > 0 && attachedTo.length + credentials.length === 0)
          yield violation(`${identity.name} has ${assignments.length} roles, and nothing runs with it.`, identity.urn);
    },
  }),
  stackRule({
    name: "identity-is-used",
    title: "An identity is there for something",
    description: "An identity without roles that nothing runs with is a leftover.",
    level: "advisory",
    severity: "low",
    remedy: "Remove it.",
    url: MANAGED_IDENTITIES,
    *check(graph) {
      for (const [identity, { attachedTo, assignments, credentials }] of identitiesOf(graph))
        if (attachedTo.length + assignments.length + credentials.length === 0)
          yield violation(`${identity.name} is not used.`, identity.urn);
    },
  }),
  stackRule({
    name: "deploy-and-run-apart",
    title: "What deploys does not run",
    description: "An app with the identity of a deployment can change everything that is deployed.",
    level: "mandatory",
    severity: "critical",
    remedy: "Give deployments an identity of their own, and the app one with data roles only.",
    same: { mcsb: "PA-1" },
    url: "https://learn.microsoft.com/security/benchmark/azure/mcsb-privileged-access",
    settings: {
      deploying: {
        description: "Roles that mark who deploys: names of built-in roles, or GUIDs",
        type: "array",
        items: { type: "string" },
        default: [...DEPLOYING],
      },
    },
    *check(graph, { settings }) {
      const { guids, wrong } = namedRoles(settings.deploying as readonly string[]);
      if (wrong.length > 0)
        yield violation(`The setting "deploying" names roles that are not known: ${wrong.join(", ")}.`);
      for (const [identity, { attachedTo, assignments, credentials }] of identitiesOf(graph)) {
        const site = attachedTo.find(({ type }) => type === SITE);
        if (site === undefined) continue;
        if (credentials.length > 0)
          yield violation(`${site.name} runs with ${identity.name}, as which a pipeline signs in.`, identity.urn);
        const role = assignments.map(guidOf).find((guid) => guids.has(guid));
        if (role !== undefined)
          yield violation(`${site.name} runs with ${identity.name}, which has ${roleName(role)}.`, identity.urn);
      }
    },
  }),
  stackRule({
    name: "role-given-once",
    title: "A role is given once",
    description:
      "Azure refuses a second assignment of the same role to the same principal on the same thing (RoleAssignmentExists).",
    level: "advisory",
    severity: "low",
    remedy: "Remove one of the two.",
    url: "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
    *check(graph) {
      const first = new Map<string, PolicyResource>();
      for (const assignment of graph.ofType("azure-native:authorization:RoleAssignment")) {
        const scopes = (assignment.propertyDependencies.scope ?? []).map(({ urn }) => urn).sort();
        const scope = known(() => assignment.props.scope as string)?.toLowerCase() ?? scopes.join(" ");
        const principal =
          known(() => assignment.props.principalId as string) ?? graph.principalOf(assignment)?.urn ?? "";
        const guid = guidOf(assignment);
        if (scope === "" || principal === "" || guid === "") continue;
        const key = [principal, guid, scope].join("|");
        const other = first.get(key);
        if (other === undefined) first.set(key, assignment);
        else yield violation(`${assignment.name} gives what ${other.name} gives.`, assignment.urn);
      }
    },
  }),
];
