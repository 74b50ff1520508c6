import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { spliced, utf8 } from "./odd-text.js";

/** Where and how a JSON value is changed. */
interface Edit {
  /** Which of its values, counted from the outside, modulo their number. */
  readonly at: number;
  readonly how: "replace" | "remove" | "repeat" | "rename" | "wrap";
  readonly value: unknown;
  readonly name: string;
}

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  0.5,
  1e308,
  "",
  " ",
  "1.0",
  "\ud800",
  "\u0000",
  "2026-01-05T10:00:00Z",
  "not a time",
  "A".repeat(2_000),
  [],
  {},
  [[]],
  [null],
  JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'),
];

/** Text that is put into JSON, where it is none any more, or other. */
const ODD_SNIPPETS = [
  "1e400",
  "-",
  "\\u",
  "\0",
  "//",
  "NaN",
  ",",
  '"',
  "{",
  "]",
  "[".repeat(20_000),
  '{"a":'.repeat(9_000),
  "\u00ff",
];

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat({ max: 200 }),
  how: fc.constantFrom("replace", "replace", "replace", "remove", "repeat", "rename", "wrap"),
  value: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...ODD_VALUES) },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  ),
  name: fc.constantFrom("", "__proto__", "id", "data", "Id", "toString", "x-y", "\u00e9"),
});

const RECODED: readonly ((text: string) => string)[] = [
  (text) => `\u00ef\u00bb\u00bf${text}`,
  (text) => Buffer.from(text, "utf16le").toString("latin1"),
  (text) => gzipSync(Buffer.from(text, "latin1")).toString("latin1"),
  (text) => text + text,
  (text) => text.slice(0, text.length / 2),
  (text) => text + " ".repeat(70_000),
  () => "",
];

/** JSON that grew from a good one, and is often none any more. One character for each byte. */
export function mutatedJson(...good: readonly unknown[]): fc.Arbitrary<string> {
  const json = fc
    .tuple(fc.constantFrom(...good), fc.array(edit, { maxLength: 3 }))
    .map(([value, edits]) => utf8(JSON.stringify(edits.reduce(edited, value)) ?? ""));
  const splice = fc
    .tuple(json, fc.nat(), fc.nat({ max: 4 }), fc.oneof(fc.constantFrom(...ODD_SNIPPETS), fc.string({ maxLength: 3 })))
    .map(([text, at, gone, put]) => spliced(text, at, gone, utf8(put)));
  const recoded = fc.tuple(json, fc.constantFrom(...RECODED)).map(([text, recode]) => recode(text));
  return fc.oneof({ weight: 6, arbitrary: json }, { weight: 2, arbitrary: splice }, { weight: 1, arbitrary: recoded });
}

/** A copy with one change. */
function edited(whole: unknown, change: Edit): unknown {
  const count = valuesIn(whole);
  let left = change.at % count;
  const visit = (value: unknown): unknown[] => {
    if (left-- === 0) return changed(value, change);
    if (Array.isArray(value)) return [value.flatMap(visit)];
    if (typeof value !== "object" || value === null) return [value];
    const entries = Object.entries(value).flatMap(([name, inner]) => {
      const isNext = left === 0;
      const kept = visit(inner);
      const key = isNext && change.how === "rename" ? change.name : name;
      return kept.slice(0, 1).map((one) => [key, one] as const);
    });
    // `fromEntries` makes a property of `__proto__`, as JSON.parse does.
    return [Object.fromEntries(entries)];
  };
  return visit(whole)[0] ?? null;
}

function changed(value: unknown, { how, value: other }: Edit): unknown[] {
  if (how === "remove") return [];
  if (how === "replace") return [other];
  if (how === "repeat") return [value, value];
  return [how === "wrap" ? [value] : value];
}

function valuesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return 1 + Object.values(value).reduce<number>((sum, one) => sum + valuesIn(one), 0);
}
