import type { PolicyResource } from "@pulumi/policy";
import { known } from "./peek.js";

/**
 * The resources of a stack and what leads from one to another. What the engine saw flow from a resource into a property
 * comes first: it is known in the first preview, when ids are not. Equal ids come second: they tell what was given as
 * plain text, once everything is known.
 */
export class Graph {
  readonly #byType = new Map<string, PolicyResource[]>();
  readonly #byName = new Map<string, ReadonlyMap<string, PolicyResource>>();
  #byId: Map<string, PolicyResource> | undefined;
  #byPrincipal: Map<string, PolicyResource> | undefined;

  readonly resources: readonly PolicyResource[];

  constructor(resources: readonly PolicyResource[]) {
    // The engine has them in an order that changes: of two that are wrong together, the same one is to be blamed.
    this.resources = resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
    for (const resource of this.resources) {
      const list = this.#byType.get(resource.type);
      if (list === undefined) this.#byType.set(resource.type, [resource]);
      else list.push(resource);
    }
  }

  ofType(...types: readonly string[]): readonly PolicyResource[] {
    return types.flatMap((type) => this.#byType.get(type) ?? []);
  }

  /**
   * Resources of the types that a property leads to.
   *
   * @param ids reads the ids in the property, for when no dependency tells.
   */
  leadsTo(
    resource: PolicyResource,
    property: string,
    types: readonly string[],
    ids: () => readonly string[],
  ): readonly PolicyResource[] {
    const fed = (resource.propertyDependencies[property] ?? []).filter(({ type }) => types.includes(type));
    if (fed.length > 0) return fed;
    return (known(ids) ?? []).flatMap((id) => {
      const found = this.#ids().get(id.toLowerCase());
      return found !== undefined && types.includes(found.type) ? [found] : [];
    });
  }

  /** The resource whose identity a role assignment is for: a user-assigned identity, or what has one of its own. */
  principalOf(assignment: PolicyResource): PolicyResource | undefined {
    const [fed] = assignment.propertyDependencies.principalId ?? [];
    if (fed !== undefined) return fed;
    const principalId = known(() => assignment.props.principalId as string);
    return principalId === undefined ? undefined : this.#principals().get(principalId.toLowerCase());
  }

  /**
   * The resource of a type that another one lies in, e.g. the account of a container: what fed the property that names
   * it, the one of the same plain name, or the one that its id says.
   *
   * @param property that names the owner in the resource, and in the owner itself.
   */
  ownerOf(resource: PolicyResource, type: string, property: string): PolicyResource | undefined {
    const fed = resource.propertyDependencies[property]?.find((one) => one.type === type);
    if (fed !== undefined) return fed;
    const id = known(() => resource.props.id as string);
    // An id ends in pairs of a type and a name: without them, it is its owner's.
    for (let upper = id; upper?.includes("/") === true; upper = upper.slice(0, upper.lastIndexOf("/"))) {
      const owner = upper === id ? undefined : this.#ids().get(upper.toLowerCase());
      if (owner?.type === type) return owner;
    }
    const name = known(() => resource.props[property] as string);
    return name === undefined ? undefined : this.#named(type, property).get(name);
  }

  #named(type: string, property: string): ReadonlyMap<string, PolicyResource> {
    let index = this.#byName.get(`${type} ${property}`);
    if (index === undefined) {
      index = new Map(
        this.ofType(type).flatMap((resource) => {
          const name = known(() => resource.props[property] as string);
          return name === undefined ? [] : [[name, resource] as const];
        }),
      );
      this.#byName.set(`${type} ${property}`, index);
    }
    return index;
  }

  #ids(): ReadonlyMap<string, PolicyResource> {
    this.#byId ??= this.#indexed((resource) => known(() => resource.props.id as string));
    return this.#byId;
  }

  #principals(): ReadonlyMap<string, PolicyResource> {
    this.#byPrincipal ??= this.#indexed(
      (resource) =>
        known(() => resource.props.principalId as string) ??
        known(() => resource.props.identity?.principalId as string),
      // An assignment has its principal's id, and is not the principal.
      "azure-native:authorization:RoleAssignment",
    );
    return this.#byPrincipal;
  }

  #indexed(keyOf: (resource: PolicyResource) => string | undefined, except?: string): Map<string, PolicyResource> {
    const index = new Map<string, PolicyResource>();
    for (const resource of this.resources) {
      const key = resource.type === except ? undefined : keyOf(resource);
      if (typeof key === "string") index.set(key.toLowerCase(), resource);
    }
    return index;
  }
}
