import { type AdvancedFilterDeclaration, advancedFilter } from "./advanced-filter.js";
import { invalid } from "./arm-errors.js";
import { MAX_ADVANCED_FILTERS, MAX_ADVANCED_VALUES, MAX_FILTER_TEXT } from "./constants.js";
import type { PublishedEvent } from "./published-event.js";

/** What azure-native calls `EventSubscriptionFilter`. */
export interface FilterDeclaration {
  readonly includedEventTypes?: readonly string[] | null;
  readonly subjectBeginsWith?: string;
  readonly subjectEndsWith?: string;
  readonly isSubjectCaseSensitive?: boolean;
  readonly enableAdvancedFilteringOnArrays?: boolean;
  readonly advancedFilters?: readonly AdvancedFilterDeclaration[];
}

/** Counts what was evaluated, for a metric. */
export interface FilterTally {
  advanced: number;
}

/** Whether an event passes. */
export type Filter = (event: PublishedEvent, tally?: FilterTally) => boolean;
type Test = (event: PublishedEvent) => boolean;

/**
 * Makes the test that an event must pass: event type, subject and every advanced filter.
 *
 * Types are compared exactly: that the service ignores case is nowhere documented.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-filtering
 * @throws AzureError beyond the service's limits
 */
export function compileFilter(declared: FilterDeclaration = {}): Filter {
  const tests = [...typeTest(declared.includedEventTypes ?? []), ...subjectTests(declared)];
  const advanced = advancedTests(declared.advancedFilters ?? [], declared.enableAdvancedFilteringOnArrays === true);
  return (event, tally = { advanced: 0 }) =>
    tests.every((test) => test(event)) &&
    advanced.every((test) => {
      tally.advanced += 1;
      return test(event);
    });
}

function typeTest(types: readonly string[]): Test[] {
  // The older form of "all types".
  if (types.length === 0 || (types.length === 1 && types[0] === "All")) return [];
  const included = new Set(types);
  return [({ type }) => included.has(type)];
}

function subjectTests({ subjectBeginsWith, subjectEndsWith, isSubjectCaseSensitive }: FilterDeclaration): Test[] {
  const fold = isSubjectCaseSensitive === true ? (text: string) => text : (text: string) => text.toLowerCase();
  const [prefix, suffix] = [fold(subjectBeginsWith ?? ""), fold(subjectEndsWith ?? "")];
  return [
    ...(prefix === "" ? [] : [({ subject }: PublishedEvent) => fold(subject).startsWith(prefix)]),
    ...(suffix === "" ? [] : [({ subject }: PublishedEvent) => fold(subject).endsWith(suffix)]),
  ];
}

function advancedTests(declared: readonly AdvancedFilterDeclaration[], onArrays: boolean): Test[] {
  if (declared.length > MAX_ADVANCED_FILTERS) {
    throw invalid(`filter.advancedFilters has ${declared.length} filters; allowed are ${MAX_ADVANCED_FILTERS}`);
  }
  const values = declared.flatMap((filter) => filter.values ?? (filter.value === undefined ? [] : [filter.value]));
  if (values.length > MAX_ADVANCED_VALUES) {
    throw invalid(`filter.advancedFilters has ${values.length} values in all; allowed are ${MAX_ADVANCED_VALUES}`);
  }
  const long = values.find((value) => typeof value === "string" && value.length > MAX_FILTER_TEXT);
  if (long !== undefined) {
    throw invalid(
      `a value of filter.advancedFilters has ${String(long).length} characters; allowed are ${MAX_FILTER_TEXT}`,
    );
  }
  return declared.map((filter) => advancedFilter(filter, onArrays));
}
