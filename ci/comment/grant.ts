import { roleGuid, roleName } from "../../policies/roles/known-roles.js";
import { type ResourceState, UNKNOWN } from "./digest.js";
import { inert, quoted } from "./inert.js";
import type { KnownResources } from "./known-resources.js";
import { type Scope, scopeOf } from "./scope.js";

/** A role assignment: who may do what on what. */
export interface Grant {
  readonly who: { readonly key: string; readonly words: string };
  /** `ServicePrincipal`, `User` or `Group`; empty when it is left out. */
  readonly principalType: string;
  /** Name of a built-in role, or the GUID of another one. */
  readonly role: string;
  readonly scope: Scope;
  /** Under which it holds; empty when it always does. */
  readonly condition: string;
  /** Why, as the program says. */
  readonly why: string;
}

/** Identities that a role can be given to, by kind. */
const IDENTITIES = /^(UserAssignedIdentity|ServicePrincipal|User|Group|WebApp|Application)$/;

/** Reads a role assignment. */
export function grantOf(state: ResourceState, known: KnownResources): Grant {
  const text = (input: string) => String(state.inputs?.[input] ?? "");
  return {
    who: whoOf(state, known),
    principalType: text("principalType"),
    role: roleOf(text("roleDefinitionId"), state, known),
    scope: scopeOf(state, known),
    condition: text("condition"),
    why: text("description"),
  };
}

function whoOf(state: ResourceState, known: KnownResources): Grant["who"] {
  const id = String(state.inputs?.principalId ?? "");
  const fed = known.feeding(state, "principalId");
  const identity =
    id === UNKNOWN || id === ""
      ? (fed.find(({ kind }) => IDENTITIES.test(kind)) ?? fed[0])
      : (known.byPrincipal(id) ?? fed.find(({ kind }) => IDENTITIES.test(kind)));
  if (identity === undefined)
    return { key: id, words: id === UNKNOWN ? "known after the up" : `principal ${quoted(id)}` };
  const owner = known.ownerOf(identity.urn);
  return {
    key: identity.urn,
    words: `${quoted(identity.name)}${owner === undefined ? "" : ` of ${quoted(owner.name)}`}`,
  };
}

function roleOf(id: string, state: ResourceState, known: KnownResources): string {
  const guid = roleGuid(id);
  if (guid !== undefined) return known.byId(id)?.name ?? roleName(guid);
  return known.feeding(state, "roleDefinitionId")[0]?.name ?? "known after the up";
}

/** What it is for, as the end of a line; nothing when the program does not say. */
export const whyOf = ({ why }: Grant): string => (why === "" ? "" : inert(why));
