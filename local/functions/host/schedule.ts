import { Cron } from "croner";

const FIELD = /^[\dA-Za-z*,/-]+$/;
const MINUTE_MS = 60_000;
/** Any moment that is no occurrence of a schedule by whole seconds. */
const SOME_TIME = Date.UTC(2024, 0, 1, 0, 0, 0, 500);

/** When a timer runs, in UTC as on Azure. */
export interface Schedule {
  readonly text: string;
  /** The first occurrence after a moment; undefined when there is none. */
  next(after: Date): Date | undefined;
  /** Whether it runs more than once in any minute: then Azure does not keep when it ran. */
  readonly isFrequent: boolean;
}

/**
 * Reads an NCRONTAB expression: six fields from seconds on, or five from minutes on.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 * @throws when it is none.
 */
export function schedule(text: string): Schedule {
  if (/^\d+(\.|:)\d/.test(text)) {
    throw new Error(
      `schedule "${text}": a time span runs on dedicated plans only; expected NCRONTAB, e.g. "0 */5 * * * *"`,
    );
  }
  const fields = text.trim().split(/\s+/);
  if (
    (fields.length !== 5 && fields.length !== 6) ||
    !fields.every((field) => FIELD.test(field)) ||
    hasForeignLetter(fields)
  ) {
    throw new Error(`schedule "${text}": expected NCRONTAB with five or six fields, e.g. "0 */5 * * * *"`);
  }
  const cron = parse(text, (fields.length === 5 ? ["0", ...fields] : fields).join(" "));
  const next = (after: Date): Date | undefined => cron.nextRun(after) ?? undefined;
  return { text, next, isFrequent: isFrequent(fields, next) };
}

/** Letters name months and days of the week only: not `L`, `W` and the like, which other dialects have. */
const hasForeignLetter = (fields: readonly string[]): boolean =>
  fields.some((field, at) => {
    const words = field.match(/[A-Za-z]+/g) ?? [];
    return words.some((word) => word.length < 3 || at < fields.length - 2);
  });

function parse(text: string, pattern: string): Cron {
  try {
    // Both day fields must match when both are given, unlike in the cron of Unix.
    return new Cron(pattern, { paused: true, utcOffset: 0, mode: "6-part", domAndDow: true, sloppyRanges: true });
  } catch (error) {
    throw new Error(`schedule "${text}": ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** As `TimerSchedule.ShouldDisableScheduleMonitor`: only seconds make a schedule frequent, and no other field may say more. */
function isFrequent([, ...slower]: readonly string[], next: Schedule["next"]): boolean {
  if (slower.some((field) => field !== "*")) return false;
  const first = next(new Date(SOME_TIME));
  const second = first && next(first);
  return second !== undefined && second.getTime() - SOME_TIME < MINUTE_MS;
}
