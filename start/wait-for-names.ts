import type { Journeys } from "./journey.js";
import type { System } from "./system.js";

/** How many names have to go all the way. */
export const NAMES = 20;
const LIMIT_MS = 120_000;
const POLL_MS = 500;

const SUBMITTED = ["Ada", "Alan", "Barbara", "Dennis", "Edsger", "Frances", "Grace", "Hedy", "Ida", "Katherine"];

export interface Outcome {
  /** Nothing when there was no answer. */
  readonly recorded: number | undefined;
  readonly counted: number | undefined;
  /** As many names as asked for went all the way, and the tally equals the blobs. */
  readonly equal: boolean;
  /** What the system answered last in place of what it was asked for. */
  readonly failure?: string;
}

/**
 * Adds names by hand to those of the generator's clock, and waits until enough have gone all the way and the tally
 * equals the blobs; at most two minutes.
 */
export async function waitForNames(
  system: Pick<System, "submit" | "recorded" | "counted">,
  journeys: Pick<Journeys, "complete">,
): Promise<Outcome> {
  // What fails may yet pass; where the names are lost says more than the first answer.
  let failure: string | undefined;
  const note = ({ message }: Error): undefined => {
    failure = message;
  };
  for (const name of SUBMITTED) await system.submit(name).catch(note);
  const limit = Date.now() + LIMIT_MS;
  for (;;) {
    const enough = journeys.complete().length >= NAMES;
    const [recorded, counted] = await Promise.all([system.recorded().catch(note), system.counted().catch(note)]);
    const equal = enough && recorded !== undefined && recorded === counted;
    if (equal || Date.now() > limit) return { recorded, counted, equal, ...(failure === undefined ? {} : { failure }) };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
