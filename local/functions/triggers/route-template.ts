import { decodePath } from "./decode-path.js";
import { parseRoute, type RouteParameter, type RoutePart, type RouteSegment } from "./route-parser.js";

/** Values of a route's parameters. */
export type RouteParams = Readonly<Record<string, string>>;

/** A parsed route, e.g. `names/{id:guid}/{*rest}`. */
export interface RouteTemplate {
  /**
   * @param path without the leading slash, still encoded. A slash that is encoded stays so, and parts no segments.
   * @returns undefined when it does not fit.
   */
  match(path: string): RouteParams | undefined;
}

/** What was found for the parameters; what was not is not in it. */
type Values = Map<RouteParameter, string>;

/**
 * Parses a route: literals, `{x}`, `{x?}`, `{x=default}`, `{*rest}`, inline constraints, several parts in a segment;
 * doubled braces stand for themselves. Matching ignores case.
 *
 * @throws for a route that ASP.NET Core refuses.
 * @see https://github.com/dotnet/aspnetcore/blob/main/src/Http/Routing/src/Patterns/RoutePatternMatcher.cs
 */
export function routeTemplate(route: string): RouteTemplate {
  const segments = parseRoute(route);
  const parameters = segments.flatMap((segment) => segment.filter((part) => part.kind === "parameter"));
  return {
    match(path) {
      const values = valuesIn(segments, decodePath(path));
      if (values === undefined) return undefined;
      const found: [string, string][] = [];
      for (const parameter of parameters) {
        const value = values.get(parameter) ?? parameter.fallback;
        // A default has to keep to the constraints as well; only what is optional may be left out.
        const isFree = value === undefined && parameter.isOptional;
        if (!isFree && !parameter.constraints.every((holds) => holds(value))) return undefined;
        if (value !== undefined) found.push([parameter.name, value]);
      }
      return Object.fromEntries(found);
    },
  };
}

function valuesIn(segments: readonly RouteSegment[], path: string): Values | undefined {
  const values: Values = new Map();
  const given = path === "" ? [] : path.replace(/\/$/, "").split("/");
  let offset = 0;
  for (const [at, text] of given.entries()) {
    const segment = segments[at];
    if (text === "" || segment === undefined) return undefined;
    const [first] = segment;
    if (first.kind === "parameter" && first.isCatchAll) return values.set(first, path.slice(offset));
    if (!take(segment, text, values)) return undefined;
    offset += text.length + 1;
  }
  return segments.slice(given.length).every(([first, ...more]) => more.length === 0 && canBeLeftOut(first))
    ? values
    : undefined;
}

const canBeLeftOut = (part: RoutePart): boolean =>
  part.kind === "parameter" && (part.isCatchAll || part.isOptional || part.fallback !== undefined);

function take(segment: RouteSegment, text: string, values: Values): boolean {
  const [first, ...more] = segment;
  if (more.length > 0) return takeParts(segment, text, values);
  if (first.kind === "literal") return isSame(first.text, text);
  values.set(first, text);
  return true;
}

/** An optional parameter at the end may be missing together with the period before it. */
function takeParts(segment: RouteSegment, text: string, values: Values): boolean {
  if (takeFromRight(segment, text, values)) return true;
  const last = segment.at(-1);
  if (last?.kind !== "parameter" || !last.isOptional || text.endsWith(".")) return false;
  const [first, ...shorter] = segment.slice(0, -2);
  return first !== undefined && takeFromRight([first, ...shorter], text, values);
}

/** From right to left; each literal where it stands last, so that parameters are as short as can be from there. */
function takeFromRight(parts: RouteSegment, text: string, values: Values): boolean {
  const found: Values = new Map();
  let left = text;
  let waiting: RouteParameter | undefined;
  for (const [at, part] of parts.toReversed().entries()) {
    if (part.kind === "parameter") {
      waiting = part;
      continue;
    }
    // One character at least is for the parameter that stands to the right.
    const room = waiting === undefined ? left : left.slice(0, -1);
    const place = lastPlace(room, part.text);
    if (place < 0 || (at === 0 && place + part.text.length !== text.length)) return false;
    if (waiting !== undefined) found.set(waiting, left.slice(place + part.text.length));
    waiting = undefined;
    left = left.slice(0, place);
  }
  if (waiting !== undefined) found.set(waiting, left);
  else if (left !== "") return false;
  if ([...found.values()].includes("")) return false;
  for (const [parameter, value] of found) values.set(parameter, value);
  return true;
}

const isSame = (one: string, other: string): boolean => one.length === other.length && lastPlace(one, other) === 0;

/** Ignores case, letter by letter, so that places stay the same. */
function lastPlace(text: string, part: string): number {
  return ordinal(text).lastIndexOf(ordinal(part));
}

const ordinal = (text: string): string =>
  text.replace(/[\s\S]/g, (letter) => (letter.toUpperCase().length === 1 ? letter.toUpperCase() : letter));
