import type { Journeys } from "./journey.js";
import type { System } from "./system.js";

/** How many names have to go all the way. */
export const NAMES = 20;
const LIMIT_MS = 120_000;
const POLL_MS = 500;

const SUBMITTED = ["Ada", "Alan", "Barbara", "Dennis", "Edsger", "Frances", "Grace", "Hedy", "Ida", "Katherine"];

export interface Outcome {
  readonly recorded: number;
  readonly counted: number;
  /** As many names as asked for went all the way, and the tally equals the blobs. */
  readonly equal: boolean;
}

/**
 * Adds names by hand to those of the generator's clock, and waits until enough have gone all the way and the tally
 * equals the blobs; at most two minutes.
 */
export async function waitForNames(system: System, journeys: Journeys): Promise<Outcome> {
  for (const name of SUBMITTED) await system.submit(name);
  const limit = Date.now() + LIMIT_MS;
  for (;;) {
    const enough = journeys.complete().length >= NAMES;
    const [recorded, counted] = await Promise.all([system.recorded(), system.counted()]);
    const equal = enough && recorded === counted;
    if (equal || Date.now() > limit) return { recorded, counted, equal };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
