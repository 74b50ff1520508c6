import fc from "fast-check";

/** How many go on at the same time, each with values of its own. */
const LANES = 8;

/** `npm run test:long` takes all that there is to try, with other values each time; `npm test` has a short form of it. */
const IS_LONG = process.argv.includes("--long");
const SHORT_FORM = 4;

/** What the values are made from, unless `FUZZ_SEED` is set. */
const SEED = IS_LONG ? Date.now() % 1_000_000 : 20_260_105;

/** Finding a smaller value for which it is wrong ends with the smallest until then. */
const LIMIT_MS = 60_000;

/** How much of so many tries this run takes. */
export const share = (tries: number): number => (IS_LONG ? tries : Math.ceil(tries / SHORT_FORM));

/**
 * Tries something with made-up values, in lanes at the same time. The environment variable `FUZZ_SEED`, a whole number,
 * makes up other values.
 *
 * @param tries how often, all in all.
 * @param attempt throws what is wrong; the number tells the lane.
 * @throws with the smallest value found for which it is wrong, and how to see that again.
 */
export async function fuzz<T>(
  made: fc.Arbitrary<T>,
  tries: number,
  attempt: (value: T, lane: number) => Promise<void>,
): Promise<void> {
  const seed = Number(process.env.FUZZ_SEED ?? SEED);
  if (!Number.isInteger(seed)) throw new Error(`FUZZ_SEED is ${process.env.FUZZ_SEED}; expected is a whole number`);
  let failing: number | undefined;
  const ended = await Promise.allSettled(
    Array.from({ length: LANES }, (_, lane) => {
      const property = fc.asyncProperty(made, async (value) => {
        // One is enough, and the others would disturb it.
        if (failing !== undefined && failing !== lane) return;
        try {
          await attempt(value, lane);
        } catch (error) {
          failing ??= lane;
          throw error;
        }
      });
      return fc.assert(property, {
        seed: seed * LANES + lane,
        numRuns: Math.ceil(tries / LANES),
        includeErrorInReport: true,
        interruptAfterTimeLimit: LIMIT_MS,
        markInterruptAsFailure: true,
      });
    }),
  );
  const wrong = ended.find((_, lane) => lane === (failing ?? lane) && ended[lane]?.status === "rejected");
  if (wrong?.status !== "rejected") return;
  const report = wrong.reason instanceof Error ? wrong.reason.message : String(wrong.reason);
  throw new Error(`${report}\nTo see it again: FUZZ_SEED=${seed}`);
}
