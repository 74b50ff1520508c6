import { type Digest, type ResourceState, UNKNOWN } from "./digest.js";
import { kindOf, nameOf, typeOf } from "./name-of.js";

/** A resource of the stack that somebody else is about. */
export interface Known {
  readonly urn: string;
  readonly name: string;
  readonly kind: string;
}

/** Components that run code of their own: what they are called is the app's name. */
const APP = /:FunctionApp$/;

/** What the stack has or would have, to name what an id or an unknown value stands for. */
export class KnownResources {
  readonly #states = new Map<string, ResourceState>();
  readonly #byId = new Map<string, Known>();
  readonly #byPrincipal = new Map<string, Known>();

  constructor({ steps }: Digest) {
    for (const { urn, oldState, newState } of steps) {
      const state = newState ?? oldState;
      if (state === undefined) continue;
      this.#states.set(urn, state);
      const known = knownOf(urn);
      if (oldState?.id) this.#byId.set(oldState.id.toLowerCase(), known);
      for (const principal of principalsOf(oldState)) this.#byPrincipal.set(principal.toLowerCase(), known);
    }
  }

  /** The resource with an ARM id. */
  byId(id: string): Known | undefined {
    return this.#byId.get(id.toLowerCase().replace(/\/+$/, ""));
  }

  /** The identity with a principal id. */
  byPrincipal(principal: string): Known | undefined {
    return this.#byPrincipal.get(principal.toLowerCase());
  }

  /** The resources that flowed into an input, the narrowest first: the one whose own inputs another of them fed. */
  feeding(state: ResourceState, input: string): Known[] {
    const urns = state.propertyDependencies?.[input] ?? [];
    const feeds = (from: string, into: string) =>
      Object.values(this.#states.get(into)?.propertyDependencies ?? {}).some((list) => list.includes(from));
    const fed = (urn: string) => urns.filter((other) => other !== urn && feeds(other, urn)).length;
    return urns.toSorted((one, other) => fed(other) - fed(one)).map(knownOf);
  }

  /** The app that a resource is part of, or else the component. */
  ownerOf(urn: string): Known | undefined {
    let parent = this.#states.get(urn)?.parent;
    const first = parent;
    while (parent !== undefined && parent !== "" && !APP.test(typeOf(parent)))
      parent = this.#states.get(parent)?.parent;
    const owner = parent || first;
    return owner === undefined || owner === "" || typeOf(owner) === "pulumi:pulumi:Stack" ? undefined : knownOf(owner);
  }
}

const knownOf = (urn: string): Known => ({ urn, name: nameOf(urn), kind: kindOf(typeOf(urn)) });

/** Ids in the directory: of an identity, of a resource's own identity, of a service principal. */
function principalsOf(state: ResourceState | undefined): string[] {
  const { principalId, objectId, identity } = state?.outputs ?? {};
  const own = typeof identity === "object" && identity !== null ? (identity as { principalId?: unknown }) : {};
  const isAssignment = /:(RoleAssignment|AppRoleAssignment)$/.test(state?.type ?? "");
  return [...(isAssignment ? [] : [principalId, objectId]), own.principalId].filter(
    (id): id is string => typeof id === "string" && id !== "" && id !== UNKNOWN,
  );
}
