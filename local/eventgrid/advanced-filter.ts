import { invalid } from "./arm-errors.js";
import { eventValue } from "./event-value.js";
import type { PublishedEvent } from "./published-event.js";

/** One entry of `advancedFilters`. */
export interface AdvancedFilterDeclaration {
  readonly operatorType: string;
  readonly key?: string;
  readonly value?: unknown;
  readonly values?: readonly unknown[];
}

/** Whether one value passes; a value of a type that the operator does not compare never reaches it. */
type Test = (value: never) => boolean;

interface Operator {
  /** JSON type of the values that it compares. */
  readonly compares: "number" | "string" | "boolean";
  readonly takes: "value" | "values" | "ranges";
  /** Makes the test of the positive form. */
  readonly test: (declared: never) => Test;
  /** A negative form passes where its positive form does not. */
  readonly negative?: true;
  /** What a missing key gives; `false` unless said. */
  readonly missing?: true;
}

const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());

const number = (test: (limit: number) => (value: number) => boolean): Operator => ({
  compares: "number",
  takes: "value",
  test,
});
/** All comparisons of text ignore case: the value comes in lower case. */
const text = (test: (value: string, wanted: string) => boolean): Operator => ({
  compares: "string",
  takes: "values",
  test: (values: readonly string[]) => {
    const wanted = lower(values);
    return (value: string) => wanted.some((one) => test(value, one));
  },
});
const numberIn: Operator = {
  compares: "number",
  takes: "values",
  test: (values: readonly number[]) => (value: number) => values.includes(value),
};
const numberInRange: Operator = {
  compares: "number",
  takes: "ranges",
  test: (ranges: readonly (readonly [number, number])[]) => (value: number) =>
    ranges.some(([low, high]) => low <= value && value <= high),
};
const stringIn: Operator = {
  compares: "string",
  takes: "values",
  test: (values: readonly string[]) => {
    const wanted = new Set(lower(values));
    return (value: string) => wanted.has(value);
  },
};
const stringContains = text((value, wanted) => value.includes(wanted));
const stringBeginsWith = text((value, wanted) => value.startsWith(wanted));
const stringEndsWith = text((value, wanted) => value.endsWith(wanted));
const not = (operator: Operator): Operator => ({ ...operator, negative: true });

/**
 * What a missing key gives is the vendor's table; it is silent on the two range operators, which follow
 * `NumberIn` and `NumberNotIn` here.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-filtering#advanced-filtering
 */
const OPERATORS: Readonly<Record<string, Operator>> = {
  NumberLessThan: number((limit) => (value) => value < limit),
  NumberLessThanOrEquals: number((limit) => (value) => value <= limit),
  NumberGreaterThan: number((limit) => (value) => value > limit),
  NumberGreaterThanOrEquals: number((limit) => (value) => value >= limit),
  NumberIn: numberIn,
  NumberNotIn: { ...not(numberIn), missing: true },
  NumberInRange: numberInRange,
  NumberNotInRange: { ...not(numberInRange), missing: true },
  BoolEquals: { compares: "boolean", takes: "value", test: (wanted: boolean) => (value: boolean) => value === wanted },
  StringIn: stringIn,
  StringNotIn: { ...not(stringIn), missing: true },
  StringContains: stringContains,
  StringNotContains: not(stringContains),
  StringBeginsWith: stringBeginsWith,
  StringNotBeginsWith: not(stringBeginsWith),
  StringEndsWith: stringEndsWith,
  StringNotEndsWith: not(stringEndsWith),
};
const KEY_ONLY = ["IsNullOrUndefined", "IsNotNull"];

/**
 * Makes the test of one advanced filter.
 *
 * Null and values of another JSON type count as a missing key: a string "5" never equals the number 5, and the
 * vendor's page is silent on the rest. So does an array, unless arrays are filtered: then a positive operator
 * needs one element that passes, and a negative one fails on any that its positive form takes.
 *
 * @throws AzureError for an unknown operator, or a value that it cannot compare
 */
export function advancedFilter(
  declared: AdvancedFilterDeclaration,
  onArrays: boolean,
): (event: PublishedEvent) => boolean {
  const { key, operatorType } = declared;
  if (key === undefined || key === "") throw invalid(`an advanced filter ${operatorType} has no key`);
  const found = eventValue(key);
  if (operatorType === "IsNullOrUndefined") return (event) => (found.of(event) ?? null) === null;
  if (operatorType === "IsNotNull") return (event) => (found.of(event) ?? null) !== null;
  const operator = Object.hasOwn(OPERATORS, operatorType) ? OPERATORS[operatorType] : undefined;
  if (operator === undefined) {
    throw invalid(
      `the advanced filter on '${key}' has the operator '${operatorType}'; allowed are ${[...Object.keys(OPERATORS), ...KEY_ONLY].join(", ")}`,
    );
  }
  const test = operator.test(comparand(declared, operator)) as (value: unknown) => boolean;
  const { compares, negative = false, missing = false } = operator;
  const passes = (element: unknown) =>
    typeof element === compares && test(typeof element === "string" ? element.toLowerCase() : element);
  return (event) => {
    const value = found.of(event);
    if (onArrays && Array.isArray(value)) return value.some(passes) !== negative;
    if (typeof value !== compares) return missing;
    return test(compares === "string" ? found.folded(event) : value) !== negative;
  };
}

/** The declared value, or values, checked to be what the operator compares. */
function comparand(declared: AdvancedFilterDeclaration, { compares, takes }: Operator): never {
  const given = takes === "value" ? declared.value : declared.values;
  const fits = (value: unknown) => typeof value === compares;
  const isRange = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every(fits);
  const right =
    takes === "value"
      ? fits(given)
      : Array.isArray(given) && given.length > 0 && given.every(takes === "ranges" ? isRange : fits);
  if (!right) {
    const shape = { value: `a ${compares}`, values: `an array of ${compares}s`, ranges: "an array of [low, high]" };
    throw invalid(
      `the advanced filter ${declared.operatorType} on '${declared.key}' needs ${takes === "value" ? "value" : "values"}: ${shape[takes]}`,
    );
  }
  return given as never;
}
