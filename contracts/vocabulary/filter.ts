/** One condition on an event, in Event Grid's own words. */
export interface AdvancedFilter {
  /** e.g. `StringBeginsWith`. */
  readonly operatorType: string;
  /** Path of the field, e.g. `data.name`. */
  readonly key: string;
  readonly value?: number | boolean;
  readonly values?: readonly (string | number | readonly [number, number])[];
}

/** Whether the field is there at all; JSON's null counts as not there. */
interface Presence {
  readonly isNotNull?: true;
  readonly isNullOrUndefined?: true;
}

/** Texts are compared without regard to case. Several values: any of them for a positive operator, none for a `Not`. */
interface OnText<T extends string> extends Presence {
  readonly stringIn?: readonly T[];
  /** Also passes an event without the field, unlike the other `Not` operators. */
  readonly stringNotIn?: readonly T[];
  readonly stringContains?: readonly string[];
  readonly stringNotContains?: readonly string[];
  readonly stringBeginsWith?: readonly string[];
  readonly stringNotBeginsWith?: readonly string[];
  readonly stringEndsWith?: readonly string[];
  readonly stringNotEndsWith?: readonly string[];
}

interface OnNumber extends Presence {
  readonly numberIn?: readonly number[];
  /** Also passes an event without the field. */
  readonly numberNotIn?: readonly number[];
  readonly numberLessThan?: number;
  readonly numberLessThanOrEquals?: number;
  readonly numberGreaterThan?: number;
  readonly numberGreaterThanOrEquals?: number;
  /** Both ends belong to a range. */
  readonly numberInRange?: readonly (readonly [least: number, most: number])[];
  readonly numberNotInRange?: readonly (readonly [least: number, most: number])[];
}

interface OnBoolean extends Presence {
  readonly boolEquals?: boolean;
}

/** What may be asked of a field of type T. An array passes when one of its elements does; of an object, its fields. */
type FieldFilter<T> = T extends string
  ? OnText<T>
  : T extends number
    ? OnNumber
    : T extends boolean
      ? OnBoolean
      : T extends readonly (infer U)[]
        ? U extends string | number | boolean
          ? FieldFilter<U>
          : Presence
        : T extends object
          ? DataFilter<T>
          : never;

/**
 * Conditions on an event's data, in the shape of the data: all of them must hold.
 *
 * @example
 * { name: { stringBeginsWith: ["A", "B"] }, address: { city: { stringIn: ["Berlin"] } } }
 * @see https://learn.microsoft.com/azure/event-grid/event-filtering#advanced-filtering
 */
export type DataFilter<D> = { readonly [K in keyof D]?: FieldFilter<NonNullable<D[K]>> };

/** Of one subscription. https://learn.microsoft.com/azure/event-grid/event-filtering#limitations */
const MOST_FILTERS = 25;
const MOST_VALUES = 25;
const LONGEST_TEXT = 512;

/**
 * A filter on data as Event Grid wants it.
 *
 * @throws with field, value and what is allowed, when it goes beyond Event Grid's limits.
 */
export function advancedFilters(filter: Readonly<Record<string, unknown>>): AdvancedFilter[] {
  const filters = conditionsOn("data", filter);
  const values = filters.flatMap(
    ({ value, values }): readonly unknown[] => values ?? (value === undefined ? [] : [value]),
  );
  const long = values.find((value) => typeof value === "string" && value.length > LONGEST_TEXT);
  if (filters.length > MOST_FILTERS) {
    throw new Error(`filter: ${filters.length} conditions, expected at most ${MOST_FILTERS}`);
  }
  if (values.length > MOST_VALUES) {
    throw new Error(`filter: ${values.length} values in all, expected at most ${MOST_VALUES}`);
  }
  if (long !== undefined) {
    throw new Error(`filter: a text of ${String(long).length} characters, expected at most ${LONGEST_TEXT}`);
  }
  return filters;
}

function conditionsOn(path: string, node: Readonly<Record<string, unknown>>): AdvancedFilter[] {
  return Object.entries(node).flatMap(([name, condition]) => {
    if (condition === undefined) return [];
    // A field's conditions are texts, numbers or lists: only a field of the data has an object beneath it.
    return isNode(condition)
      ? conditionsOn(`${path}.${step(path, name)}`, condition)
      : [conditionOn(path, name, condition)];
  });
}

function conditionOn(key: string, name: string, condition: unknown): AdvancedFilter {
  const operatorType = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  if (condition === true && operatorType.startsWith("Is")) return { operatorType, key };
  if (!Array.isArray(condition)) return { operatorType, key, value: condition as number | boolean };
  if (condition.length === 0) throw new Error(`filter on ${key}: ${name} has no values, expected at least one`);
  return { operatorType, key, values: condition };
}

/** Event Grid takes each dot for a step, and knows no way to write one that is not. */
function step(path: string, name: string): string {
  if (name.includes(".")) throw new Error(`filter on ${path}: field "${name}" has a dot, which Event Grid cannot name`);
  return name;
}

const isNode = (condition: unknown): condition is Readonly<Record<string, unknown>> =>
  typeof condition === "object" && condition !== null && !Array.isArray(condition);
