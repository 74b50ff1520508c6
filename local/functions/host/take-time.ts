import { sleep } from "../../shared/clock.js";
import type { Platform } from "../../shared/service.js";

const LOOK_EVERY_MS = 1_000;

/** Takes as long as a start is told to be slow; looks again each second, so that the end of it counts at once. */
export async function takeTime(
  { clock, misbehaviours }: Pick<Platform, "clock" | "misbehaviours">,
  siteId: string,
  signal: AbortSignal,
): Promise<void> {
  const since = clock.now();
  const givenUp = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  while (!signal.aborted) {
    const leftMs = misbehaviours.leftMs("hosts-slow", since, siteId);
    if (leftMs === 0) return;
    await Promise.race([sleep(clock, Math.min(leftMs, LOOK_EVERY_MS)), givenUp]);
  }
}
