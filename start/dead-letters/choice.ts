import type { DeadLetter } from "./dead-letter.js";

/** Which dead letters are meant; all of what is given must fit. */
export interface Choice {
  /** Whole ids of events. */
  readonly ids?: readonly string[];
  /** Name of the app that the event was meant for. */
  readonly app?: string;
  /** Part of the reason, in upper or lower case. */
  readonly reason?: string;
  /** Milliseconds of 1970. */
  readonly since?: number;
}

const HOUR_MS = 3_600_000;

/**
 * @param app that the letter was meant for; nothing when its subscription is none of the stack.
 * @returns whether it is among those that are meant.
 */
export function isChosen(
  { ids, app: wanted, reason, since }: Choice,
  letter: DeadLetter,
  app: string | undefined,
): boolean {
  if (ids !== undefined && !ids.includes(letter.id)) return false;
  if (wanted !== undefined && app !== wanted) return false;
  if (reason !== undefined && !letter.reason.toLowerCase().includes(reason.toLowerCase())) return false;
  // It died some time within its hour.
  return since === undefined || Date.parse(letter.hour) + HOUR_MS > since;
}
