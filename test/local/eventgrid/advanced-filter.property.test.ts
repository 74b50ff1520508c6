import fc from "fast-check";
import type { AdvancedFilterDeclaration } from "../../../local/eventgrid/advanced-filter.js";
import { compileFilter, type FilterDeclaration } from "../../../local/eventgrid/filter.js";
import type { PublishedEvent } from "../../../local/eventgrid/published-event.js";

/** About a second for each property. */
const BOUND = { numRuns: 5_000, interruptAfterTimeLimit: 1_000 };

/** Stands for a key that the event does not have. */
const MISSING = Symbol("missing");

/** The rules once more, read from the vendor's page: whether one element passes the positive form of an operator. */
function element(operator: string, { value, values = [] }: AdvancedFilterDeclaration, found: unknown): boolean {
  const texts = (test: (text: string, wanted: string) => boolean) =>
    typeof found === "string" && values.some((wanted) => test(found.toUpperCase(), String(wanted).toUpperCase()));
  const limit = Number(value);
  switch (operator) {
    case "NumberLessThan":
      return typeof found === "number" && found < limit;
    case "NumberLessThanOrEquals":
      return typeof found === "number" && !(found > limit);
    case "NumberGreaterThan":
      return typeof found === "number" && found > limit;
    case "NumberGreaterThanOrEquals":
      return typeof found === "number" && !(found < limit);
    case "NumberIn":
      return typeof found === "number" && values.some((wanted) => wanted === found);
    case "NumberInRange":
      return (
        typeof found === "number" &&
        (values as readonly (readonly [number, number])[]).some(([low, high]) => !(found < low) && !(found > high))
      );
    case "BoolEquals":
      return typeof found === "boolean" && found === value;
    case "StringIn":
      return texts((text, wanted) => text === wanted);
    case "StringContains":
      return texts((text, wanted) => text.indexOf(wanted) >= 0);
    case "StringBeginsWith":
      return texts((text, wanted) => text.slice(0, wanted.length) === wanted);
    case "StringEndsWith":
      return texts((text, wanted) => wanted === "" || text.slice(-wanted.length) === wanted);
    default:
      throw new Error(`no rule for ${operator}`);
  }
}

/** What operators compare, by the beginning of their name. */
const comparable = (operator: string, found: unknown): boolean =>
  typeof found === { N: "number", S: "string", B: "boolean" }[operator.charAt(0)];

/** Negative operators that pass where the key is missing; the others do not. */
const PASS_WITHOUT = ["NumberNotIn", "NumberNotInRange", "StringNotIn"];

function passes(declared: AdvancedFilterDeclaration, found: unknown, onArrays: boolean): boolean {
  const { operatorType } = declared;
  const absent = found === MISSING || found === null;
  if (operatorType === "IsNullOrUndefined") return absent;
  if (operatorType === "IsNotNull") return !absent;
  const positive = operatorType.replace("Not", "");
  const negative = positive !== operatorType;
  if (onArrays && Array.isArray(found)) {
    const any = found.filter((one) => comparable(operatorType, one)).some((one) => element(positive, declared, one));
    return negative ? !any : any;
  }
  if (!comparable(operatorType, found)) return PASS_WITHOUT.includes(operatorType);
  return negative ? !element(positive, declared, found) : element(positive, declared, found);
}

const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const text = fc.oneof(fc.stringMatching(/^[abAB]{0,3}$/), fc.string({ unit: "grapheme-ascii", maxLength: 5 }));
const some = <T>(values: fc.Arbitrary<T>) => fc.array(values, { minLength: 1, maxLength: 4 });
const range = fc.tuple(number, number).map(([one, other]) => [Math.min(one, other), Math.max(one, other)]);

const operators: readonly fc.Arbitrary<Omit<AdvancedFilterDeclaration, "key">>[] = [
  ...["LessThan", "LessThanOrEquals", "GreaterThan", "GreaterThanOrEquals"].map((name) =>
    number.map((value) => ({ operatorType: `Number${name}`, value })),
  ),
  ...["In", "NotIn"].map((name) => some(number).map((values) => ({ operatorType: `Number${name}`, values }))),
  ...["InRange", "NotInRange"].map((name) => some(range).map((values) => ({ operatorType: `Number${name}`, values }))),
  fc.boolean().map((value) => ({ operatorType: "BoolEquals", value })),
  ...["In", "Contains", "BeginsWith", "EndsWith"].flatMap((name) =>
    ["", "Not"].map((not) => some(text).map((values) => ({ operatorType: `String${not}${name}`, values }))),
  ),
  fc.constant({ operatorType: "IsNullOrUndefined" }),
  fc.constant({ operatorType: "IsNotNull" }),
];

const scalar = fc.oneof(number, text, fc.boolean(), fc.constant(null));
const found = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }), fc.record({ x: scalar }), fc.constant(MISSING));
const filter = fc.oneof(...operators);

const event = (values: readonly unknown[]): PublishedEvent => ({
  id: "1",
  type: "T",
  subject: "",
  dataVersion: "",
  attributes: {
    data: Object.fromEntries(values.flatMap((value, index) => (value === MISSING ? [] : [[`v${index}`, value]]))),
  },
  json: "",
});

describe("Event Grid advanced filters, against the rules written once more", () => {
  it("agree on every operator, value, missing key, null and array", () => {
    fc.assert(
      fc.property(filter, found, fc.boolean(), (declared, value, enableAdvancedFilteringOnArrays) => {
        const advancedFilters = [{ ...declared, key: "data.v0" }];
        const mine = compileFilter({ advancedFilters, enableAdvancedFilteringOnArrays })(event([value]));
        return mine === passes(declared, value, enableAdvancedFilteringOnArrays);
      }),
      BOUND,
    );
  });

  it("agree on several filters, all of which have to pass", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(filter, found), { maxLength: 6 }), (pairs) => {
        const advancedFilters = pairs.map(([declared], index) => ({ ...declared, key: `data.v${index}` }));
        const mine = compileFilter({ advancedFilters })(event(pairs.map(([, value]) => value)));
        return mine === pairs.every(([declared, value]) => passes(declared, value, false));
      }),
      BOUND,
    );
  });

  it("agree on type and subject", () => {
    const word = fc.stringMatching(/^[abAB/]{0,4}$/);
    const declared: fc.Arbitrary<FilterDeclaration> = fc.record(
      {
        includedEventTypes: fc.array(word, { maxLength: 2 }),
        subjectBeginsWith: word,
        subjectEndsWith: word,
        isSubjectCaseSensitive: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(declared, word, word, (given, type, subject) => {
        const types = given.includedEventTypes ?? [];
        const { subjectBeginsWith = "", subjectEndsWith = "" } = given;
        const quoted = (of: string) => of.replace(/[/]/g, "\\/");
        const flags = given.isSubjectCaseSensitive === true ? "" : "i";
        const expected =
          (types.length === 0 || types.includes(type)) &&
          new RegExp(`^${quoted(subjectBeginsWith)}`, flags).test(subject) &&
          new RegExp(`${quoted(subjectEndsWith)}$`, flags).test(subject);
        return compileFilter(given)({ ...event([]), type, subject }) === expected;
      }),
      BOUND,
    );
  });
});
