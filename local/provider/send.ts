import { throttled } from "../resources/arm-refusal.js";
import { AzureError } from "../shared/azure-error.js";
import { sleep } from "../shared/clock.js";
import type { Platform } from "../shared/service.js";

/** As azure-native sets up its HTTP client: https://github.com/pulumi/pulumi-azure-native provider/pkg/azure/client_azcore.go */
const DELAY_MS = 20_000;
const LONGEST_DELAY_MS = 120_000;
const RETRIED_STATUS: readonly number[] = [408, 429, 500, 502, 503, 504];
const RETRIED_CONFLICT = "AnotherOperationInProgress";
/** The client's own default: https://github.com/Azure/azure-sdk-for-go sdk/azcore/runtime/policy_retry.go */
const RETRIES = 3;

/**
 * Sends a request to Azure Resource Manager.
 *
 * @param target ARM id, for texts.
 */
export type Send = <T>(target: string, request: () => Promise<T> | T) => Promise<T>;

/**
 * The way of azure-native's requests to Azure Resource Manager: one that is throttled, or fails for a reason that may
 * pass, is sent again up to three times, as late as the answer asks for, else after 20, 60 and 120 seconds.
 *
 * @param random from 0 to 1, for the spread of the delays.
 */
export function createSend(
  { clock, misbehaviours }: Pick<Platform, "clock" | "misbehaviours">,
  random: () => number = Math.random,
): Send {
  return async (target, request) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (misbehaviours.strikes("throttled", target)) throw throttled();
        return await request();
      } catch (error) {
        const delayMs = error instanceof AzureError ? delayOf(error, attempt, random) : undefined;
        if (delayMs === undefined) throw error;
        await sleep(clock, delayMs);
      }
    }
  };
}

/** Nothing when it is final. */
function delayOf({ status, code, retryAfterS }: AzureError, attempt: number, random: () => number): number | undefined {
  const passes = RETRIED_STATUS.includes(status) || (status === 409 && code === RETRIED_CONFLICT);
  if (!passes || attempt > RETRIES) return undefined;
  if (retryAfterS === undefined) {
    return Math.min((2 ** attempt - 1) * DELAY_MS * (0.8 + random() / 2), LONGEST_DELAY_MS);
  }
  return retryAfterS * 1000 > LONGEST_DELAY_MS ? undefined : retryAfterS * 1000;
}
