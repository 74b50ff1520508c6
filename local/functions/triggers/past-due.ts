import type { Schedule } from "../host/schedule.js";
import { dotNetTime } from "./dot-net-time.js";
import { NEVER, type TimerStatus } from "./timer-status.js";

export interface Start {
  /** What holds from now on; undefined when the schedule has no occurrence left. */
  readonly status: TimerStatus | undefined;
  /** Whether it differs from what is stored. */
  readonly isNew: boolean;
  /** Whether an occurrence was missed. */
  readonly isPastDue: boolean;
}

/**
 * What a timer finds when it starts. A schedule that changed since is not past due: it begins anew.
 *
 * @see https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Scheduling/ScheduleMonitor.cs
 */
export function pastDue(stored: TimerStatus | undefined, schedule: Schedule, now: Date): Start {
  if (stored === undefined) return { status: statusOf(schedule, NEVER, now), isNew: true, isPastDue: false };
  const before = [stored.last, stored.lastUpdated].find((time) => time !== NEVER);
  const expected = schedule.next(before === undefined ? now : new Date(before));
  if (expected?.getTime() === Date.parse(stored.next)) {
    return { status: stored, isNew: false, isPastDue: now > expected };
  }
  const from = expected === undefined || now > expected || before === undefined ? now : new Date(before);
  return { status: statusOf(schedule, NEVER, from), isNew: true, isPastDue: false };
}

/** @param from when `next` was reckoned. */
function statusOf(schedule: Schedule, last: string, from: Date): TimerStatus | undefined {
  const next = schedule.next(from);
  return next && { last, next: dotNetTime(next), lastUpdated: dotNetTime(from) };
}
