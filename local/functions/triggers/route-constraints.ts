/** Whether a value may stand for a parameter; one that is not there is `undefined`. */
export type Constraint = (value: string | undefined) => boolean;

const INT = { least: -(2n ** 31n), most: 2n ** 31n - 1n };
const LONG = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
/** The first that .NET's decimal cannot hold. */
const BEYOND_DECIMAL = 2 ** 96;
/** What .NET leaves out around a value. */
const BLANKS = /^[\t-\r ]+|[\t-\r ]+$/g;
const DIGITS = String.raw`(?:\d[\d,]*\.?\d*|\.\d+)`;
const DECIMAL = new RegExp(`^(?:[+-]?${DIGITS}|${DIGITS}[\\t-\\r ]*[+-])$`);
const DOUBLE = new RegExp(`^[+-]?(?:${DIGITS}(?:e[+-]?\\d+)?|nan|infinity)$`, "i");
const HYPHENATED = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const GUID = new RegExp(`^(?:[0-9a-f]{32}|${HYPHENATED}|\\{${HYPHENATED}\\}|\\(${HYPHENATED}\\))$`, "i");

const trimmed = (value: string): string => value.replace(BLANKS, "");

function integerIn(value: string, { least, most } = LONG): bigint | undefined {
  const text = trimmed(value);
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const number = BigInt(text.replace("+", ""));
  return number >= least && number <= most ? number : undefined;
}

const within = (value: string, least: bigint, most: bigint): boolean => {
  const number = integerIn(value);
  return number !== undefined && number >= least && number <= most;
};

const isDecimal = (value: string): boolean =>
  DECIMAL.test(trimmed(value)) && Number(trimmed(value).replace(/[,+\-\t-\r ]/g, "")) < BEYOND_DECIMAL;

/** Whether what follows the last slash has a dot with something other than dots behind it. */
const isFileName = (value: string): boolean => /\.\.*[^./][^/]*$/.test(value.slice(value.lastIndexOf("/") + 1));

type Test = (value: string) => boolean;

const SIMPLE: Readonly<Record<string, Test>> = {
  int: (value) => integerIn(value, INT) !== undefined,
  long: (value) => integerIn(value) !== undefined,
  bool: (value) => /^(true|false)$/i.test(trimmed(value)),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  decimal: isDecimal,
  double: (value) => DOUBLE.test(trimmed(value)),
  float: (value) => DOUBLE.test(trimmed(value)),
  guid: (value) => GUID.test(trimmed(value)),
  alpha: (value) => /^[a-z]*$/i.test(value),
  required: (value) => value !== "",
  file: isFileName,
  nonfile: (value) => !isFileName(value),
};

/** By name: how many whole numbers they take, and what they do with them. */
const WITH_NUMBERS: Readonly<
  Record<string, { readonly takes: readonly number[]; of(numbers: readonly bigint[]): Test }>
> = {
  minlength: {
    takes: [1],
    of:
      ([least = 0n]) =>
      (value) =>
        value.length >= least,
  },
  maxlength: {
    takes: [1],
    of:
      ([most = 0n]) =>
      (value) =>
        value.length <= most,
  },
  length: {
    takes: [1, 2],
    of:
      ([least = 0n, most = least]) =>
      (value) =>
        value.length >= least && value.length <= most,
  },
  min: {
    takes: [1],
    of:
      ([least = 0n]) =>
      (value) =>
        within(value, least, LONG.most),
  },
  max: {
    takes: [1],
    of:
      ([most = 0n]) =>
      (value) =>
        within(value, LONG.least, most),
  },
  range: {
    takes: [2],
    of:
      ([least = 0n, most = least]) =>
      (value) =>
        within(value, least, most),
  },
};

/**
 * A constraint of a route's parameter, e.g. `int` or `length(2,5)`; names ignore case. Times are those that JavaScript
 * reads, and expressions are JavaScript's, ignoring case.
 *
 * @throws when there is none of that name, or it does not take these arguments.
 * @see https://github.com/dotnet/aspnetcore/tree/main/src/Http/Routing/src/Constraints
 */
export function constraintOf(text: string): Constraint {
  const [, name = "", given] = /^(\w+)(?:\(([\s\S]*)\))?$/.exec(text) ?? [];
  const test = testOf(text, name.toLowerCase(), given);
  // Who excludes file names lets nothing pass as well; all others want something.
  return (value) => (value === undefined ? name.toLowerCase() === "nonfile" : test(value));
}

function testOf(text: string, name: string, given: string | undefined): Test {
  if (name === "regex" && given !== undefined) return expression(text, given);
  const simple = own(SIMPLE, name);
  if (simple !== undefined && given === undefined) return simple;
  const withNumbers = own(WITH_NUMBERS, name);
  if (withNumbers !== undefined) {
    const numbers = (given ?? "").split(",").map((one) => integerIn(one));
    if (withNumbers.takes.includes(numbers.length) && numbers.every((one) => one !== undefined)) {
      return withNumbers.of(numbers);
    }
    throw new Error(`constraint "${text}": expected ${withNumbers.takes.join(" or ")} whole numbers in parentheses`);
  }
  throw new Error(
    `constraint "${text}": expected regex(…), ${[...Object.keys(SIMPLE), ...Object.keys(WITH_NUMBERS).map((one) => `${one}(…)`)].join(", ")}`,
  );
}

function expression(text: string, given: string): Test {
  try {
    const found = new RegExp(given, "i");
    return (value) => found.test(value);
  } catch (error) {
    throw new Error(`constraint "${text}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
