import { SUBSCRIPTION, TENANT } from "../../local/shared/arm-id.js";
import { mappedTypes } from "../body/mapped-types.js";
import type { MadeUp, Origin } from "../declared/made-up.js";
import { IDS, type ParsedId, parseId } from "./parsed-id.js";

/** A part of a text: as it is, or an expression of the template language. */
export type Part = string | { readonly expression: string };

/**
 * Takes a text apart where a template must not have it as it is: ids become `resourceId(…)`, what Azure answers for a
 * resource `reference(…)`, ids of subscription and tenant what they are where the template is deployed.
 *
 * @param group whose template it is for; nothing for the subscription's.
 * @returns nothing when a part has no expression, such as a key that a function of azure-native gave.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource
 */
export function partsOf(text: string, madeUp: MadeUp, group: string | undefined): Part[] | undefined {
  const parts: Part[] = [];
  for (const part of madeUp.partsOf(text)) {
    if (typeof part === "string") parts.push(...withoutIds(part, group));
    else if (part.kind === "property") parts.push({ expression: referenceTo(part, group) });
    else return undefined;
  }
  return parts;
}

/** The text as a template has it: an expression in brackets where it has one. */
export function textOf(parts: readonly Part[]): string {
  if (parts.every((part) => typeof part === "string")) return parts.join("").replace(/^\[/, "[[");
  const [only, ...more] = parts.map((part) => (typeof part === "string" ? quoted(part) : part.expression));
  return more.length === 0 ? `[${only}]` : `[concat(${[only, ...more].join(", ")})]`;
}

/** e.g. `resourceId('Microsoft.Web/sites', 'app')`. */
export function idExpression(id: ParsedId, group: string | undefined): string {
  const { type, names, scope } = id;
  if (type === undefined)
    return id.group === undefined ? "subscription().id" : call("subscriptionResourceId", GROUPS, id.group);
  if (scope !== undefined)
    return `extensionResourceId(${[idExpression(scope, group), ...[type, ...names].map(quoted)].join(", ")})`;
  if (id.group === undefined) return call("subscriptionResourceId", type, ...names);
  return call("resourceId", ...(id.group.toLowerCase() === group?.toLowerCase() ? [] : [id.group]), type, ...names);
}

const GROUPS = "Microsoft.Resources/resourceGroups";

/** `reference` gives what stands under `properties`, unless it is asked for all. */
function referenceTo({ id, path }: Extract<Origin, { kind: "property" }>, group: string | undefined): string {
  const parsed = parseId(id);
  const version = mappedTypes().find(({ type }) => type.toLowerCase() === parsed.type?.toLowerCase())?.apiVersion ?? "";
  const target = idExpression(parsed, group);
  const inner = path.startsWith("properties.") ? path.slice("properties.".length) : undefined;
  return inner === undefined
    ? `reference(${target}, ${quoted(version)}, 'Full').${path}`
    : `reference(${target}, ${quoted(version)}).${inner}`;
}

function withoutIds(text: string, group: string | undefined): Part[] {
  return split(text, IDS, (id) => idExpression(parseId(id), group)).flatMap((part) =>
    typeof part === "string"
      ? split(part, new RegExp(`${SUBSCRIPTION}|${TENANT}`, "gi"), (guid) =>
          guid.toLowerCase() === TENANT ? "subscription().tenantId" : "subscription().subscriptionId",
        )
      : part,
  );
}

function split(text: string, pattern: RegExp, express: (found: string) => string): Part[] {
  const parts: Part[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (index > done) parts.push(text.slice(done, index));
    parts.push({ expression: express(found) });
    done = index + found.length;
  }
  return done < text.length || parts.length === 0 ? [...parts, text.slice(done)] : parts;
}

const call = (name: string, ...texts: readonly string[]): string => `${name}(${texts.map(quoted).join(", ")})`;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
