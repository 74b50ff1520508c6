import { setTimeout as sleep } from "node:timers/promises";
import type { ControlClient } from "../local/control/control-client.js";

const LIMIT_MS = 30_000;
const POLL_MS = 100;

/**
 * The key that every function of an app takes, as soon as its host is up: an `up` waits for the hosts of apps that
 * handle events, and for no other.
 *
 * @param site the app's site.
 * @throws when there is none within 30 seconds.
 */
export async function functionKey(control: Pick<ControlClient, "functionKey">, site: string): Promise<string> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await control.functionKey(site);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(POLL_MS);
    }
  }
}
