import { type Constraint, constraintOf } from "./route-constraints.js";

export interface RouteParameter {
  readonly kind: "parameter";
  readonly name: string;
  readonly isCatchAll: boolean;
  readonly isOptional: boolean;
  /** What it is when the path has nothing for it. */
  readonly fallback: string | undefined;
  readonly constraints: readonly Constraint[];
}

export interface RouteLiteral {
  readonly kind: "literal";
  readonly text: string;
}

export type RoutePart = RouteLiteral | RouteParameter;

/** What stands between two slashes. */
export type RouteSegment = readonly [RoutePart, ...RoutePart[]];

const INCOMPLETE =
  "There is an incomplete parameter in the route template. Check that each '{' character has a matching '}' character.";
const UNESCAPED = "In a route parameter, '{' and '}' must be escaped with '{{' and '}}'.";
const CONSECUTIVE_SLASHES =
  "The route template separator character '/' cannot appear consecutively. It must be separated by either a parameter or a literal value.";
const CATCH_ALL_LAST = "A catch-all parameter can only appear as the last segment of the route template.";
const CATCH_ALL_ALONE =
  "A path segment that contains more than one section, such as a literal section or a parameter, cannot contain a catch-all parameter.";
const CONSECUTIVE_PARAMETERS =
  "A path segment cannot contain two consecutive parameters. They must be separated by a '/' or by a literal string.";

/** A parenthesis ends a constraint where another one, a default or nothing follows. */
const CONSTRAINTS_AND_DEFAULT = /^((?::[^:=(]*(?:\([\s\S]*?\)(?=[:=]|$))?)*)(?:=([\s\S]*))?$/;
const CONSTRAINT = /:([^:(]*(?:\([\s\S]*?\)(?=:|$))?)/g;

/**
 * Parses a route's template.
 *
 * @throws for one that ASP.NET Core refuses, in its words.
 * @see https://github.com/dotnet/aspnetcore/blob/main/src/Http/Routing/src/Patterns/RoutePatternParser.cs
 */
export function parseRoute(route: string): readonly RouteSegment[] {
  if (/^~(?!\/)/.test(route)) {
    throw new Error("The route template cannot start with a '~' character unless followed by a '/'.");
  }
  const text = route.replace(/^~?\//, "");
  const segments: RouteSegment[] = [];
  let parts: RoutePart[] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] === "/") {
      segments.push(checked(parts));
      parts = [];
      at += 1;
      continue;
    }
    const end = text[at] === "{" && text[at + 1] !== "{" ? endOfParameter(text, at) : endOfLiteral(text, at);
    parts.push(partOf(text.slice(at, end)));
    at = end;
  }
  if (parts.length > 0) segments.push(checked(parts));
  checkAll(segments);
  return segments;
}

const unescaped = (text: string): string => text.replaceAll("}}", "}").replaceAll("{{", "{");

function partOf(text: string): RoutePart {
  if (/^\{(?!\{)/.test(text)) return parameterOf(unescaped(text.slice(1, -1)));
  const literal = unescaped(text);
  if (!literal.includes("?")) return { kind: "literal", text: literal };
  throw new Error(`The literal section '${literal}' is invalid. Literal sections cannot contain the '?' character.`);
}

function endOfParameter(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const isDoubled = text[at + 1] === text[at];
    if (text[at] === "}" && !isDoubled) return at + 1;
    if (text[at] === "{" && !isDoubled) throw new Error(at + 1 < text.length ? UNESCAPED : INCOMPLETE);
    if (text[at] === "{" || text[at] === "}") at += 1;
  }
  throw new Error(INCOMPLETE);
}

function endOfLiteral(text: string, from: number): number {
  let at = from;
  for (; at < text.length && text[at] !== "/"; at += 1) {
    const isDoubled = text[at + 1] === text[at];
    if (text[at] === "{" && !isDoubled) break;
    if (text[at] === "}" && !isDoubled) throw new Error(INCOMPLETE);
    if (text[at] === "{" || text[at] === "}") at += 1;
  }
  return at;
}

function parameterOf(text: string): RouteParameter {
  const [stars = ""] = /^\*{0,2}/.exec(text) ?? [];
  const isOptional = text.endsWith("?");
  if (stars !== "" && isOptional) throw new Error("A catch-all parameter cannot be marked optional.");
  const inner = text.slice(stars.length, isOptional ? -1 : undefined);
  // A name may begin with the mark of a constraint, or of a default.
  const [, name = "", rest = ""] = /^([\s\S][^:=]*)?([\s\S]*)$/.exec(inner) ?? [];
  if (name === "" || /[/{}?*]/.test(name)) {
    throw new Error(
      `The route parameter name '${name}' is invalid. Route parameter names must be non-empty and cannot contain these characters: '{', '}', '/'. The '?' character marks a parameter as optional, and can occur only at the end of the parameter. The '*' character marks a parameter as catch-all, and can occur only at the start of the parameter.`,
    );
  }
  const [, listed, fallback] = CONSTRAINTS_AND_DEFAULT.exec(rest) ?? [];
  if (listed === undefined) throw new Error(`route parameter "${name}": a parenthesis of "${rest}" is not closed`);
  if (isOptional && fallback !== undefined) throw new Error("An optional parameter cannot have default value.");
  const texts = [...listed.matchAll(CONSTRAINT)].map(([, text = ""]) => text).filter((text) => text !== "");
  const constraints = texts.map((text) => named(name, text));
  return { kind: "parameter", name, isCatchAll: stars !== "", isOptional, fallback, constraints };
}

function named(name: string, text: string): Constraint {
  try {
    return constraintOf(text);
  } catch (error) {
    throw new Error(`route parameter "${name}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checked(parts: readonly RoutePart[]): RouteSegment {
  const [first, ...rest] = parts;
  if (first === undefined) throw new Error(CONSECUTIVE_SLASHES);
  if (rest.length > 0 && parts.some((part) => part.kind === "parameter" && part.isCatchAll)) {
    throw new Error(CATCH_ALL_ALONE);
  }
  for (const [at, part] of parts.entries()) {
    if (part.kind === "literal" || parts.length === 1) continue;
    if (parts[at - 1]?.kind === "parameter") throw new Error(CONSECUTIVE_PARAMETERS);
    const before = parts[at - 1];
    if (part.isOptional && (at < parts.length - 1 || (before?.kind === "literal" && before.text !== "."))) {
      throw new Error(
        `The optional parameter '${part.name}' must be at the end of its segment, and only a period (.) can precede it.`,
      );
    }
  }
  return [first, ...rest];
}

function checkAll(segments: readonly RouteSegment[]): void {
  const names = new Set<string>();
  for (const [at, segment] of segments.entries()) {
    for (const part of segment) {
      if (part.kind === "literal") continue;
      if (part.isCatchAll && at < segments.length - 1) throw new Error(CATCH_ALL_LAST);
      if (names.has(part.name.toLowerCase())) {
        throw new Error(`The route parameter name '${part.name}' appears more than one time in the route template.`);
      }
      names.add(part.name.toLowerCase());
    }
  }
}
