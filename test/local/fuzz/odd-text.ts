import fc from "fast-check";
import type { WireHeader } from "./wire-request.js";

/** What parsers and paths have tripped over before. One character for each byte. */
const ODD = [
  "",
  ".",
  "..",
  "%2e%2e",
  "%2e%2e%2f",
  "..%2f..",
  "..;",
  "...",
  "//",
  "%2f",
  "%5c",
  "\\",
  "%00",
  "\0",
  "%",
  "%zz",
  "%u0041",
  "%c0%ae",
  "%ff%fe",
  "%F0%9F%98%80",
  "\u00f0\u009f\u0098\u0080",
  "\u00ff",
  "%0d%0aX-Odd:%20y",
  "\t",
  " ",
  "*",
  "?",
  "#",
  ";",
  "&",
  "=",
  "~",
  "'",
  '"',
  "'--",
  "<b>",
  "{}",
  "{{7*7}}",
  "$(missing)",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "true",
  "0",
  "-1",
  "1e309",
  "9007199254740993",
  "00000000-0000-0000-0000-000000000000",
  "1970-01-01T00:00:00Z",
  "a".repeat(300),
  "%41".repeat(2_000),
];

/** Something good most of the time, so that what lies behind the first check is reached as well. */
export const mostly = <T>(good: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: odd });

/** A text that nobody expects, perhaps with one that somebody does. */
export const oddText = (...expected: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ODD) },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }).map(utf8) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom("", ...expected), fc.constantFrom(...ODD)).map((two) => two.join("")),
    },
    { weight: 1, arbitrary: fc.constantFrom("", ...expected).map((text) => text.toUpperCase()) },
  );

/** A path that grew from a good one. */
export function oddPath(...good: readonly string[]): fc.Arbitrary<string> {
  const words = [...new Set(good.flatMap((path) => path.split("/")))];
  const part = fc.tuple(
    fc.constantFrom("/", "/", "/", "//", "/./", "/../", "%2f", "\\"),
    fc.oneof(fc.constantFrom(...words), oddText(...words)),
  );
  const edited = fc
    .tuple(fc.constantFrom(...good), fc.nat(), fc.nat({ max: 3 }), oddText(...words))
    .map(([path, at, gone, put]) => spliced(path, at, gone, put));
  return fc.oneof(
    { weight: 3, arbitrary: edited },
    { weight: 2, arbitrary: fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.flat().join("")) },
    { weight: 1, arbitrary: fc.constantFrom(...good).map((path) => path.toUpperCase()) },
  );
}

/** Parameters that somebody knows, a few of them odd, some given twice: `a=b&c=d`, or nothing. */
export function someQuery(known: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<string> {
  const pairs = Object.entries(known).map(([name, values]) =>
    fc.tuple(
      mostly(fc.constant(name), oddText(name)),
      mostly(fc.constant("="), fc.constant("")),
      mostly(fc.constantFrom(...values), oddText(...values)),
    ),
  );
  return fc.array(fc.oneof(...pairs), { maxLength: 3 }).map((all) => all.map((parts) => parts.join("")).join("&"));
}

/** Headers that somebody knows, a few of them odd. */
export function someHeaders(known: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<readonly WireHeader[]> {
  const one = Object.entries({ ...known, origin: ["https://example.com"], range: ["bytes=0-1"] }).map(
    ([name, values]) => fc.tuple(fc.constant(name), mostly(fc.constantFrom(...values), oddText(...values))),
  );
  const rare = fc.constant<WireHeader>(["expect", "100-continue"]);
  return fc.array(mostly(fc.oneof(...one), rare), { maxLength: 3 });
}

/** Replaces some of a text. @param at taken modulo its length. */
export function spliced(text: string, at: number, gone: number, put: string): string {
  const from = at % (text.length + 1);
  return text.slice(0, from) + put + text.slice(from + gone);
}

/** One character for each byte of UTF-8. */
export const utf8 = (text: string): string => Buffer.from(text).toString("latin1");
