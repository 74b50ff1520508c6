import type { PolicyResource } from "@pulumi/policy";
import { unknown, violation } from "../kit/finding.js";
import type { Graph } from "../kit/graph.js";
import { known } from "../kit/peek.js";
import { type StackRule, stackRule } from "../kit/rule.js";
import { ASSIGNMENT, IDENTITY } from "../roles/identities.js";
import { roleGuid } from "../roles/known-roles.js";
import { SUBSCRIPTIONS } from "./event-subscription-types.js";

/** Storage Blob Data Contributor and Owner: https://learn.microsoft.com/azure/event-grid/add-identity-roles */
const WRITERS = ["ba92f5b4-2d11-453d-a403-e96b0029c9fe", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"];

/** Event Grid's identities may do what subscriptions ask of them. */
export const deadLetterGrantRules: readonly StackRule[] = [
  stackRule({
    name: "dead-letter-identity-may-write",
    title: "Dead letters can be written",
    description: "Without the right to write, dead letters are dropped, and nobody is told.",
    level: "mandatory",
    severity: "high",
    remedy: "Give the identity Storage Blob Data Contributor on the container for dead letters.",
    same: { mcsb: "PA-7" },
    url: "https://learn.microsoft.com/azure/event-grid/managed-service-identity",
    *check(graph) {
      const writers = new Set(
        graph
          .ofType(ASSIGNMENT)
          .filter((one) => WRITERS.includes(roleGuid(known(() => one.props.roleDefinitionId as string) ?? "") ?? ""))
          .map((one) => graph.principalOf(one)),
      );
      for (const subscription of graph.ofType(...SUBSCRIPTIONS)) {
        const writer = writerOf(graph, subscription);
        if (writer === "none") continue;
        if (writer === undefined) yield unknown("who writes dead letters", subscription.urn);
        else if (!writers.has(writer))
          yield violation(
            `${writer.name} has no role to write the dead letters of ${subscription.name}.`,
            subscription.urn,
          );
      }
    },
  }),
];

/** Whose identity writes dead letters: a user-assigned one's, or the topic's own. */
function writerOf(graph: Graph, subscription: PolicyResource): PolicyResource | "none" | undefined {
  const property = "deadLetterWithResourceIdentity";
  if (!(property in subscription.props)) return "none";
  const id = () => [subscription.props[property]?.identity?.userAssignedIdentity as string];
  const [identity] = graph.leadsTo(subscription, property, [IDENTITY], id);
  if (identity !== undefined) return identity;
  const [topic] = subscription.propertyDependencies.scope ?? [];
  return known(() => subscription.props[property]?.identity?.type as string) === "SystemAssigned" ? topic : undefined;
}
