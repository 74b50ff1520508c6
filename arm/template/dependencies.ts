import type { DeclaredResource } from "../declared/declared-resource.js";

/**
 * What each resource needs of those that are in ARM; through one that is not, such as shipped code, what that needs.
 *
 * @returns the resources, by the URN of the one that needs them.
 */
export function dependenciesOf(resources: readonly DeclaredResource[]): (urn: string) => DeclaredResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return (urn) => {
    const found = new Map<string, DeclaredResource>();
    const seen = new Set<string>([urn]);
    const pending = [...(byUrn.get(urn)?.dependencies ?? [])];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const resource = byUrn.get(next);
      if (resource === undefined || seen.has(next)) continue;
      seen.add(next);
      if (resource.type.startsWith("azure-native:")) found.set(next, resource);
      else pending.push(...resource.dependencies);
    }
    return [...found.values()];
  };
}
