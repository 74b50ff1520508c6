import assert from "node:assert/strict";
import fc from "fast-check";
import type { FunctionDefinition } from "../../../local/functions/host/function-definition.js";
import { HttpRouter } from "../../../local/functions/triggers/http-router.js";
import { routeTemplate } from "../../../local/functions/triggers/route-template.js";

/** Two seconds for each property. */
const BOUND = { numRuns: 30_000, interruptAfterTimeLimit: 2_000 };

type Part = { readonly text: string } | Parameter;
interface Parameter {
  readonly name: string;
  readonly constraint: Constraint | undefined;
  readonly ending: "" | "?" | `=${string}`;
  readonly isCatchAll?: boolean;
}
/** A route before it is text. */
type Route = readonly (readonly Part[])[];
interface Constraint {
  readonly text: string;
  holds(value: string): boolean;
}

const isWhole = (value: string, least: bigint, most: bigint): boolean => {
  const text = value.trim();
  const digits = text.startsWith("-") || text.startsWith("+") ? text.slice(1) : text;
  if (digits === "" || [...digits].some((digit) => !"0123456789".includes(digit))) return false;
  const number = text.startsWith("-") ? -BigInt(digits) : BigInt(digits);
  return least <= number && number <= most;
};
const LONG = 9_223_372_036_854_775_807n;

const CONSTRAINTS: readonly Constraint[] = [
  { text: "int", holds: (value) => isWhole(value, -2_147_483_648n, 2_147_483_647n) },
  { text: "LONG", holds: (value) => isWhole(value, -LONG - 1n, LONG) },
  { text: "bool", holds: (value) => ["TRUE", "FALSE"].includes(value.trim().toUpperCase()) },
  {
    text: "alpha",
    holds: (value) => [...value].every((one) => "abcdefghijklmnopqrstuvwxyz".includes(one.toLowerCase())),
  },
  { text: "minlength(2)", holds: (value) => value.length >= 2 },
  { text: "maxlength(2)", holds: (value) => value.length <= 2 },
  { text: "length(1)", holds: (value) => value.length === 1 },
  { text: "length(2,3)", holds: (value) => value.length === 2 || value.length === 3 },
  { text: "min(-1)", holds: (value) => isWhole(value, -1n, LONG) },
  { text: "max(5)", holds: (value) => isWhole(value, -LONG, 5n) },
  { text: "range(1, 12)", holds: (value) => isWhole(value, 1n, 12n) },
  { text: "regex(^a{{1,2}}$)", holds: (value) => ["A", "AA"].includes(value.toUpperCase()) },
  { text: "regex(^(1|b)$)", holds: (value) => ["1", "B"].includes(value.toUpperCase()) },
  { text: "required", holds: (value) => value !== "" },
  { text: "file", holds: (value) => /\.[^.]/.test(value.split("/").at(-1)?.replace(/\.+$/, "") ?? "") },
];

const escaped = (text: string): string => text.replaceAll("{", "{{").replaceAll("}", "}}");

function textOf(part: Part): string {
  if ("text" in part) return escaped(part.text);
  const { name, constraint, ending, isCatchAll } = part;
  return `{${isCatchAll === true ? "*" : ""}${name}${constraint === undefined ? "" : `:${constraint.text}`}${ending}}`;
}
const routeOf = (route: Route): string => route.map((parts) => parts.map(textOf).join("")).join("/");

/** Every way in which parts can make up the end of a text: what they take, and what is left before them. */
function* endings(parts: readonly Part[], text: string): Generator<{ taken: Record<string, string>; left: string }> {
  const last = parts.at(-1);
  if (last === undefined) return yield { taken: {}, left: text };
  const before = parts.slice(0, -1);
  if ("text" in last) {
    const end = text.slice(text.length - last.text.length);
    if (text.length >= last.text.length && end.toUpperCase() === last.text.toUpperCase()) {
      yield* endings(before, text.slice(0, text.length - last.text.length));
    }
    return;
  }
  for (let length = before.length === 0 ? text.length : 1; length <= text.length && length > 0; length += 1) {
    const value = text.slice(text.length - length);
    for (const { taken, left } of endings(before, text.slice(0, text.length - length))) {
      yield { taken: { ...taken, [last.name]: value }, left };
    }
  }
}

/** The rule as the vendor's page tells it: from right to left, parameters as short as they can be. */
function valuesOfSegment(parts: readonly Part[], text: string): Record<string, string> | undefined {
  const [shortest] = endings(parts, text);
  if (shortest?.left === "") return shortest.taken;
  const last = parts.at(-1);
  const mayBeShorter = parts.length > 2 && last !== undefined && "name" in last && last.ending === "?";
  return mayBeShorter && !text.endsWith(".") ? valuesOfSegment(parts.slice(0, -2), text) : undefined;
}

/** The rules once more, on the route before it is text and the path before it is encoded. */
function expected(route: Route, path: readonly string[], slash: string): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [at, text] of path.entries()) {
    const [first, ...more] = route[at] ?? [];
    if (first === undefined || text === "") return undefined;
    if (more.length === 0 && "name" in first && first.isCatchAll === true) {
      values[first.name] = path.slice(at).join("/") + slash;
      break;
    }
    const found = valuesOfSegment(route[at] ?? [], text);
    if (found === undefined) return undefined;
    Object.assign(values, found);
  }
  for (const part of route.flat()) {
    if ("text" in part) continue;
    const { name, constraint, ending, isCatchAll } = part;
    if (ending.startsWith("=")) values[name] ??= ending.slice(1);
    const value = values[name];
    if (value !== undefined && constraint?.holds(value) === false) return undefined;
    if (value === undefined && ending !== "?" && (isCatchAll !== true || constraint !== undefined)) return undefined;
  }
  // What comes after the path's end has to be a parameter alone.
  const isWhole = route.slice(path.length).every(([first, ...more]) => more.length === 0 && first && "name" in first);
  return isWhole ? values : undefined;
}

const WORDS = ["a", "b", "aa", "ab", "a.b", "names", "é", "{x}", "a b", "a+b"] as const;
const VALUES = [
  ...WORDS,
  ...["1", "12", " 7 ", "-1", "+5", "2147483648", "-2147483648", "9223372036854775808", "1.5", "1e3", "True", "false "],
  ...["a.b.c", ".gitignore", "a.", "x-y-z", "A", "AAA", "NaN", "%", "__proto__", "a=b:c"],
] as const;

const constraint = fc.option(fc.constantFrom(...CONSTRAINTS), { nil: undefined });
const parameter = (name: string, endings: readonly Parameter["ending"][]): fc.Arbitrary<Parameter> =>
  fc.record({ name: fc.constant(name), constraint, ending: fc.constantFrom(...endings) });

/** One segment; its parameters are named by its place, so that no name comes twice. */
const segment = (at: number): fc.Arbitrary<readonly Part[]> => {
  const literal = fc.constantFrom(...WORDS).map((text) => ({ text }));
  const between = fc.constantFrom(".", "-", "..", "a", "AB").map((text) => ({ text }));
  const [p, q] = [parameter(`p${at}`, ["", "", "=a"]), parameter(`q${at}`, [""])];
  return fc.oneof(
    { weight: 3, arbitrary: literal.map((one) => [one]) },
    { weight: 4, arbitrary: parameter(`p${at}`, ["", "", "?", "=a", "=12", "="]).map((one) => [one]) },
    { weight: 2, arbitrary: fc.tuple(p, between, q) },
    { weight: 1, arbitrary: fc.tuple(between, p) },
    { weight: 2, arbitrary: fc.tuple(p, between) },
    { weight: 1, arbitrary: fc.tuple(between, p, between) },
    { weight: 1, arbitrary: fc.tuple(p, fc.constant({ text: "." }), parameter(`q${at}`, ["?"])) },
    { weight: 1, arbitrary: fc.tuple(between, p, between, q) },
  );
};
const catchAll = parameter("rest", ["", "", "=a"]).map((one): readonly Part[] => [{ ...one, isCatchAll: true }]);
const route: fc.Arbitrary<Route> = fc
  .tuple(fc.tuple(segment(0), segment(1), segment(2)), fc.nat({ max: 3 }), fc.option(catchAll, { nil: undefined }))
  .map(([segments, count, last]) => [...segments.slice(0, count), ...(last === undefined ? [] : [last])])
  .filter((segments) => segments.length > 0);

/** A text that may fit into a segment. */
const fitting = (parts: readonly Part[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...parts.map((part) =>
        "text" in part ? fc.constantFrom(part.text, part.text.toUpperCase()) : fc.constantFrom(...VALUES),
      ),
    )
    .map((texts) => texts.join(""));

const pathFor = (segments: Route): fc.Arbitrary<string[]> => {
  const fits = fc.tuple(...segments.map(fitting));
  const any = fc.array(fc.constantFrom("", ...VALUES), { maxLength: 4 });
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(fits, fc.nat({ max: 3 })).map(([all, less]) => all.slice(0, less === 0 ? -1 : undefined)),
    },
    { weight: 2, arbitrary: fc.tuple(fits, any).map((two) => two.flat()) },
    { weight: 1, arbitrary: any },
  );
};

/** An empty path, and one with nothing but a slash, cannot be told from each other's parts. */
const called = route
  .chain((made) => fc.record({ route: fc.constant(made), path: pathFor(made), slash: fc.constantFrom("", "", "/") }))
  .filter(({ path }) => path.length > 0 && path.at(-1) !== "");

const encoded = (path: readonly string[], slash: string): string => path.map(encodeURIComponent).join("/") + slash;

describe("route template, held against its rules", function () {
  this.timeout(30_000);

  it("finds the values that the rules give, or nothing", () => {
    fc.assert(
      fc.property(called, ({ route: made, path, slash }) => {
        const found = routeTemplate(routeOf(made)).match(encoded(path, slash));
        assert.deepEqual(found, expected(made, path, slash), `${routeOf(made)} and ${encoded(path, slash)}`);
      }),
      BOUND,
    );
  });

  it("a function's route is tried after those whose function's name comes before", () => {
    const functions = fc.uniqueArray(
      fc.record({
        name: fc.stringMatching(/^[a-cA-C]{1,2}$/),
        made: route,
        methods: fc.subarray(["GET", "POST", "PUT"]),
      }),
      { minLength: 1, maxLength: 4, selector: ({ name }) => name.toLowerCase() },
    );
    const request = fc.record({
      method: fc.constantFrom("GET", "POST", "PUT", "post"),
      path: fc.constantFrom(...VALUES),
    });
    fc.assert(
      fc.property(functions, request, (declared, { method, path }) => {
        const router = new HttpRouter(declared.map(definition), "");
        const found = router.match(method, `/${encodeURIComponent(path)}`);
        const [first] = declared
          .filter(({ methods }) => methods.length === 0 || methods.includes(method.toUpperCase()))
          .filter(({ made }) => expected(made, [path], "") !== undefined)
          .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
        assert.equal(found?.definition.name, first?.name);
        if (first !== undefined) assert.deepEqual(found?.params, expected(first.made, [path], ""));
      }),
      BOUND,
    );
  });
});

const definition = ({ name, made, methods }: { name: string; made: Route; methods: string[] }): FunctionDefinition => ({
  name,
  metadata: { name, bindings: {} },
  triggerName: "request",
  trigger: { kind: "http", methods, route: routeOf(made), authLevel: "anonymous" },
  inputs: [],
  outputs: [],
  isDisabled: false,
});
