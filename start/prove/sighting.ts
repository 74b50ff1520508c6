import type { ControlClient } from "../../local/control/control-client.js";
import type { Activity } from "../../local/shared/activity.js";

const LIMIT_MS = 20_000;

/**
 * Waits for the first activity that fits.
 *
 * @param what said when none comes within 20 seconds.
 * @param since only those that ended at this time or later.
 */
export async function sighting(
  control: Pick<ControlClient, "activities">,
  what: string,
  since: Date,
  fits: (activity: Activity) => boolean,
): Promise<Activity> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LIMIT_MS);
  try {
    for await (const activity of control.activities(since, stop.signal)) if (fits(activity)) return activity;
    throw new Error("the local Azure has ended");
  } catch (error) {
    throw stop.signal.aborted ? new Error(`not within ${LIMIT_MS / 1000} s: ${what}`) : error;
  } finally {
    clearTimeout(timer);
  }
}
