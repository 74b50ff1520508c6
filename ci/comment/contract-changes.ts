import { breakingChanges, nextVersionOf } from "../../contracts/vocabulary/compatibility.js";
import { fieldAt, type JsonSchema } from "../../contracts/vocabulary/json-schema.js";
import type { Contracts, Manifest } from "../contracts/contracts.js";

/** What changes for those who publish or handle an event, or in what an app has and may. */
export interface ContractChange {
  /** `removed`: nobody can publish or read it any more. */
  readonly kind: "breaking" | "removed" | "new" | "compatible" | "app";
  /** An event's type, or an app's name. */
  readonly name: string;
  readonly details: readonly string[];
}

const ORDER: readonly ContractChange["kind"][] = ["breaking", "removed", "new", "compatible", "app"];

/** What breaks first. */
export function contractChanges(base: Contracts, head: Contracts): ContractChange[] {
  return [...eventChanges(base.schemas, head.schemas), ...appChanges(base.apps, head.apps)].sort(
    (one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind),
  );
}

function eventChanges(base: Contracts["schemas"], head: Contracts["schemas"]): ContractChange[] {
  return namesIn(base, head).flatMap((name): ContractChange[] => {
    const [before, after] = [base[name], head[name]];
    if (before === undefined) return [{ kind: "new", name, details: [] }];
    if (after === undefined)
      return [{ kind: "removed", name, details: ["events of this type that are in flight are handled by nobody"] }];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const breaking = breakingChanges(before, after);
    if (breaking.length > 0)
      return [{ kind: "breaking", name, details: [...breaking, `leave it as it was, and add ${nextVersionOf(name)}`] }];
    const added = addedFields(before, after, []);
    return [{ kind: "compatible", name, details: added.length > 0 ? added : ["only what describes it changed"] }];
  });
}

/** Optional ones, since all others would break. */
function addedFields(before: JsonSchema, after: JsonSchema, path: readonly string[]): string[] {
  const [old, now] = [before, after].map(({ properties }) => (properties ?? {}) as Record<string, JsonSchema>);
  const inItems =
    isSchema(before.items) && isSchema(after.items) ? addedFields(before.items, after.items, [...path, "items"]) : [];
  const inFields = Object.entries(now ?? {}).flatMap(([name, schema]) => {
    const inside = [...path, "properties", name];
    const was = old?.[name];
    return was === undefined ? [`${fieldAt(inside)}: the optional field was added`] : addedFields(was, schema, inside);
  });
  return [...inFields, ...inItems];
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function appChanges(base: Contracts["apps"], head: Contracts["apps"]): ContractChange[] {
  return namesIn(base, head).flatMap((name): ContractChange[] => {
    const [before, after] = [base[name], head[name]];
    const details = [
      ...(before === undefined ? ["the app is new"] : []),
      ...(after === undefined ? ["the app was removed"] : []),
      ...partChanges("function", before?.functions ?? {}, after?.functions ?? {}),
      ...partChanges("need", before?.needs ?? {}, after?.needs ?? {}),
    ];
    return details.length === 0 ? [] : [{ kind: "app", name, details }];
  });
}

function partChanges(what: string, base: Manifest["needs"], head: Manifest["needs"]): string[] {
  return namesIn(base, head).flatMap((name) => {
    const [before, after] = [base[name], head[name]];
    if (before === after) return [];
    if (before === undefined) return [`${what} ${name} added: ${after}`];
    return after === undefined ? [`${what} ${name} removed: ${before}`] : [`${what} ${name}: ${before} → ${after}`];
  });
}

const namesIn = (base: object, head: object): string[] =>
  [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
