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
