import type { PolicyResource } from "@pulumi/policy";
import type { Graph } from "../kit/graph.js";
import { known } from "../kit/peek.js";

export const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
export const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const FEDERATED = "azure-native:managedidentity:FederatedIdentityCredential";

/** What a user-assigned identity is there for. */
export interface Use {
  /** What runs with it. */
  readonly attachedTo: PolicyResource[];
  readonly assignments: PolicyResource[];
  /** Trust in tokens of others, such as a pipeline's. */
  readonly credentials: PolicyResource[];
}

/** Every user-assigned identity of the stack, and what it is there for. */
export function identitiesOf(graph: Graph): Map<PolicyResource, Use> {
  const uses = new Map<PolicyResource, Use>(
    graph.ofType(IDENTITY).map((identity) => [identity, { attachedTo: [], assignments: [], credentials: [] }]),
  );
  for (const resource of graph.resources) {
    if (resource.type === ASSIGNMENT || resource.type === IDENTITY) continue;
    for (const identity of attachedIdentities(graph, resource)) uses.get(identity)?.attachedTo.push(resource);
  }
  for (const assignment of graph.ofType(ASSIGNMENT)) {
    const principal = graph.principalOf(assignment);
    if (principal !== undefined) uses.get(principal)?.assignments.push(assignment);
  }
  for (const credential of graph.ofType(FEDERATED)) {
    const identity = graph.ownerOf(credential, IDENTITY, "resourceName");
    if (identity !== undefined) uses.get(identity)?.credentials.push(credential);
  }
  return uses;
}

/** User-assigned identities that a resource runs with. */
export const attachedIdentities = (graph: Graph, resource: PolicyResource): readonly PolicyResource[] =>
  graph.leadsTo(resource, "identity", [IDENTITY], () => {
    const ids = known(() => resource.props.identity?.userAssignedIdentities as object);
    // A list of ids is given; a map by id comes back.
    return ids === undefined ? [] : Array.isArray(ids) ? idsIn(ids) : Object.keys(ids);
  });

const idsIn = (list: readonly unknown[]): string[] =>
  Array.from({ length: list.length }, (_, index) => known(() => list[index]) ?? "").map(String);
