import { setTimeout as sleep } from "node:timers/promises";
import type { ControlClient } from "../local/control/control-client.js";

const LIMIT_MS = 30_000;
const POLL_MS = 100;

/**
 * Waits until an app's host is up: an `up` waits for the hosts of apps that handle events, and for no other.
 *
 * @param site the app's site.
 * @throws when it is not within 30 seconds.
 */
export async function awaitHost(control: Pick<ControlClient, "keys">, site: string): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      // A host has keys as soon as it answers.
      await control.keys(site);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(POLL_MS);
    }
  }
}
