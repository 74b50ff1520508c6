/** One line of the benchmark's table: what was measured, against what, and how much it may be. */
export interface Row {
  readonly name: string;
  readonly measured: string;
  /** What it is held against, measured in the same run; or what it is made of. */
  readonly reference: string;
  readonly limit: string;
  readonly within: boolean;
}

/** A time against a reference of the same run. */
export const ratioRow = (name: string, ms: number, referenceName: string, referenceMs: number, limit: number): Row => ({
  name,
  measured: `${seconds(ms)} (${(ms / referenceMs).toFixed(2)} times)`,
  reference: `${referenceName}: ${seconds(referenceMs)}`,
  limit: `${limit} times`,
  within: ms / referenceMs <= limit,
});

const seconds = (ms: number): string => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** So many a second against a reference of the same run. @param least share of the reference. */
export const shareRow = (
  name: string,
  perSecond: number,
  referenceName: string,
  referencePerSecond: number,
  least: number,
): Row => ({
  name,
  measured: `${perSecond.toFixed(0)} a second (${(perSecond / referencePerSecond).toFixed(2)} of it)`,
  reference: `${referenceName}: ${referencePerSecond.toFixed(0)} a second`,
  limit: `at least ${least}`,
  within: perSecond / referencePerSecond >= least,
});
