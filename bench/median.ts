/** Runs both alternately, so that what else the machine does falls on both. @returns the median time of each, in milliseconds. */
export async function alternately(
  times: number,
  ours: () => Promise<unknown>,
  reference: () => Promise<unknown>,
): Promise<{ readonly oursMs: number; readonly referenceMs: number }> {
  const taken: [number[], number[]] = [[], []];
  for (let round = 0; round < times; round += 1) {
    taken[0].push(await timed(ours));
    taken[1].push(await timed(reference));
  }
  return { oursMs: median(taken[0]), referenceMs: median(taken[1]) };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

/** The one in the middle of all; 0 of none. */
export const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
