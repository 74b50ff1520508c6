/** Values of a route's parameters. */
export type RouteParams = Readonly<Record<string, string>>;

/** A parsed route, e.g. `names/{id:guid}/{*rest}`. */
export interface RouteTemplate {
  /** @param path without the leading slash, still encoded. @returns undefined when it does not fit. */
  match(path: string): RouteParams | undefined;
}

interface Parameter {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly holds: readonly ((value: string) => boolean)[];
}

const isInteger = (value: string): boolean => /^[+-]?\d+$/.test(value);
const isNumber = (value: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);

/** Inline constraints of ASP.NET Core: https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints. */
const CONSTRAINTS: Readonly<Record<string, (argument: string) => (value: string) => boolean>> = {
  int: () => (v) => isInteger(v) && Math.abs(Number(v)) <= 2 ** 31 - 1,
  long: () => isInteger,
  bool: () => (v) => /^(true|false)$/i.test(v),
  datetime: () => (v) => !Number.isNaN(Date.parse(v)),
  decimal: () => isNumber,
  double: () => isNumber,
  float: () => isNumber,
  guid: () => (v) => /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(v),
  alpha: () => (v) => /^[a-z]*$/i.test(v),
  minlength: (n) => (v) => v.length >= Number(n),
  maxlength: (n) => (v) => v.length <= Number(n),
  length: (n) => (v) => {
    const [least = 0, most = least] = n.split(",").map(Number);
    return v.length >= least && v.length <= most;
  },
  min: (n) => (v) => isInteger(v) && Number(v) >= Number(n),
  max: (n) => (v) => isInteger(v) && Number(v) <= Number(n),
  range: (n) => (v) => {
    const [least = 0, most = least] = n.split(",").map(Number);
    return isInteger(v) && Number(v) >= least && Number(v) <= most;
  },
  required: () => (v) => v !== "",
};

/** Text as it stands, or what stands between the braces of a parameter. */
interface Part {
  readonly kind: "literal" | "parameter";
  readonly text: string;
}

/**
 * Parses a route: literals, `{x}`, `{x?}`, `{x=default}`, `{*rest}`, inline constraints; doubled braces stand for
 * themselves. Matching ignores case.
 *
 * @throws when it has a constraint that the host does not know.
 */
export function routeTemplate(route: string): RouteTemplate {
  const parameters: Parameter[] = [];
  const add = (text: string, fallback?: string): void => {
    parameters.push(parameter(text, fallback));
  };
  let pattern = "";
  for (const [at, parts] of segments(route.replace(/^\/+|\/+$/g, "")).entries()) {
    const slash = at === 0 ? "" : "/";
    const [first] = parts;
    const whole = parts.length === 1 && first?.kind === "parameter" ? first.text : undefined;
    if (whole?.startsWith("*")) {
      add(whole.replace(/^\*+/, ""), "");
      pattern += at === 0 ? "(.*)" : "(?:/(.*))?";
    } else if (whole !== undefined && (whole.endsWith("?") || whole.includes("="))) {
      add(whole.replace(/\?$/, ""));
      pattern += `(?:${slash}([^/]+))?`;
    } else {
      pattern += slash;
      for (const { kind, text } of parts) {
        if (kind === "parameter") add(text);
        pattern += kind === "parameter" ? "([^/]+?)" : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      }
    }
  }
  const expression = new RegExp(`^${pattern}/?$`, "i");
  return { match: (path) => match(expression, parameters, path) };
}

/** Splits at slashes, but not at those inside of braces, which belong to a constraint. */
function segments(route: string): Part[][] {
  const all: Part[][] = [];
  let parts: Part[] = [];
  let kind = "literal" as Part["kind"];
  let text = "";
  const endPart = (next: Part["kind"]): void => {
    if (text !== "") parts.push({ kind, text });
    text = "";
    kind = next;
  };
  const endSegment = (): void => {
    endPart("literal");
    if (parts.length > 0) all.push(parts);
    parts = [];
  };
  for (const [token] of route.matchAll(/\{\{|\}\}|[\s\S]/g)) {
    if (token.length === 2) text += token.charAt(0);
    else if (token === "{" && kind === "literal") endPart("parameter");
    else if (token === "}" && kind === "parameter") endPart("literal");
    else if (token === "/" && kind === "literal") endSegment();
    else text += token;
  }
  endSegment();
  return all;
}

function parameter(text: string, otherwise: string | undefined): Parameter {
  const [head = "", ...rest] = text.split("=");
  const fallback = rest.length > 0 ? rest.join("=") : otherwise;
  const [name = "", ...constraints] = head.split(/:(?![^(]*\))/);
  return { name, fallback, holds: constraints.map((constraint) => holds(name, constraint)) };
}

function holds(name: string, constraint: string): (value: string) => boolean {
  const [, kind = "", argument = ""] = /^(\w+)(?:\((.*)\))?$/.exec(constraint) ?? [];
  if (kind === "regex") return (value) => new RegExp(argument.replace(/\\\\/g, "\\"), "i").test(value);
  const known = CONSTRAINTS[kind.toLowerCase()];
  if (known === undefined) {
    throw new Error(
      `route parameter "${name}": constraint "${constraint}": expected regex, ${Object.keys(CONSTRAINTS).join(", ")}`,
    );
  }
  return known(argument);
}

function match(expression: RegExp, parameters: readonly Parameter[], path: string): RouteParams | undefined {
  const found = expression.exec(path);
  if (found === null) return undefined;
  const params: Record<string, string> = {};
  for (const [at, { name, fallback, holds: all }] of parameters.entries()) {
    const raw = found[at + 1];
    const value = raw === undefined ? fallback : decode(raw);
    if (value === undefined) continue;
    if (raw !== undefined && !all.every((one) => one(value))) return undefined;
    params[name] = value;
  }
  return params;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A stray percent sign stands for itself.
    if (error instanceof URIError) return text;
    throw error;
  }
}
