/** A timer's input. */
export interface TimerTick {
  /** When the clock was to run this. Schedules under a minute are not tracked: theirs is the second in which it ran. */
  readonly scheduledFor: Date;
  /** True when that time passed while the host did not run. */
  readonly late: boolean;
}

/**
 * Reads what the Functions host sends. Its `scheduleStatus.next` is still the occurrence that is due, as the host
 * moves it on after the run; a run started by hand comes before it. There is no status without a schedule monitor.
 *
 * @see https://github.com/Azure/azure-webjobs-sdk-extensions src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs
 */
export function timerTickOf(raw: unknown, now = new Date()): TimerTick {
  const { isPastDue, scheduleStatus } = (raw ?? {}) as {
    isPastDue?: boolean;
    scheduleStatus?: { next?: string } | null;
  };
  const due = Date.parse(scheduleStatus?.next ?? "");
  const ranAt = Math.floor(now.getTime() / 1000) * 1000;
  return { scheduledFor: new Date(due <= now.getTime() ? due : ranAt), late: isPastDue === true };
}
