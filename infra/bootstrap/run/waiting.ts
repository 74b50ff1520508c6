import { setTimeout as sleep } from "node:timers/promises";
import type { Outside } from "../../shipping/outside.js";

/** What waiting needs of the world. */
export interface Waiting extends Pick<Outside, "now" | "sleep" | "report"> {
  /** Aborted when the user has interrupted the command: nothing new is begun then. */
  readonly signal: AbortSignal;
}

/** @param report says what is being waited for. */
export const waiting = (report: Waiting["report"], signal: AbortSignal): Waiting => ({
  now: () => performance.now(),
  sleep: (ms) => sleep(ms, undefined, { signal }),
  report,
  signal,
});
