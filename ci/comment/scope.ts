import { type ResourceState, UNKNOWN } from "./digest.js";
import { quoted } from "./inert.js";
import type { Known, KnownResources } from "./known-resources.js";

/** What a role is given on. */
export interface Scope {
  /** The same for the same scope. */
  readonly key: string;
  /** Markdown. */
  readonly words: string;
  /** How deep it lies: 0 is the tenant, 1 a management group, 2 a subscription, 3 a group, 4 a resource, 5 what lies in one. */
  readonly depth: number;
  /** ARM id, where it is known. */
  readonly id: string | undefined;
}

const GROUP_DEPTH = 3;
/** Kinds of resource that lie in another one. */
const INNER = /^(BlobContainer|Table|Queue|FileShare|Secret|Key|EventHub|ConsumerGroup|EventSubscription)$/;

/** The scope of a role assignment. */
export function scopeOf(assignment: ResourceState, known: KnownResources): Scope {
  const { scope } = assignment.inputs ?? {};
  if (typeof scope === "string" && !scope.includes(UNKNOWN)) {
    const resource = known.byId(scope);
    return resource === undefined ? elsewhere(scope) : ofStack(resource, scope);
  }
  const [narrowest] = known.feeding(assignment, "scope");
  return narrowest === undefined
    ? { key: UNKNOWN, words: "something that only the up will know", depth: 0, id: undefined }
    : ofStack(narrowest, undefined);
}

function ofStack({ urn, kind, name }: Known, id: string | undefined): Scope {
  if (kind === "ResourceGroup")
    return { key: urn, words: `the whole resource group ${quoted(name)}`, depth: GROUP_DEPTH, id };
  return { key: urn, words: `${kind} ${quoted(name)}`, depth: GROUP_DEPTH + (INNER.test(kind) ? 2 : 1), id };
}

/** Whether everything beneath `inner` lies beneath `outer` too, and more does. */
export function isWider(outer: Scope, inner: Scope): boolean {
  if (outer.id === undefined || inner.id === undefined) return outer.depth < inner.depth;
  return inner.id.toLowerCase().startsWith(`${outer.id.toLowerCase().replace(/\/+$/, "")}/`);
}

/** Above a single resource a role reaches what is made there later, too. */
export const isBroad = ({ depth }: Scope): boolean => depth <= GROUP_DEPTH;

/** What the stack has not. https://learn.microsoft.com/azure/role-based-access-control/scope-overview */
function elsewhere(id: string): Scope {
  const segments = id.split("/").filter((segment) => segment !== "");
  const [last = ""] = segments.slice(-1);
  const of = (depth: number, words: string): Scope => ({ key: id.toLowerCase(), words, depth, id });
  if (segments.length === 0) return of(0, "the whole tenant");
  if (/^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+\/?$/i.test(id))
    return of(1, `the whole management group ${quoted(last)}`);
  const providers = segments.map((segment) => segment.toLowerCase()).lastIndexOf("providers");
  if (providers < 0 && segments.length <= 2) return of(2, `the whole subscription ${quoted(last)}`);
  if (providers < 0) return of(GROUP_DEPTH, `the whole resource group ${quoted(last)}`);
  const [type = "resource"] = segments.slice(-2);
  const isInner = segments.length - providers > 4;
  return of(GROUP_DEPTH + (isInner ? 2 : 1), `${type} ${quoted(last)}, which is not of this stack`);
}
