import type { Clock } from "../../shared/clock.js";
import { timeSpan } from "../time-span.js";
import type { Invocation, Outcome } from "./invoker.js";
import type { RetryPolicy } from "./retry-policy.js";

export interface Retries {
  readonly policy: RetryPolicy | undefined;
  readonly clock: Clock;
  /** Ends the waiting between tries. */
  readonly signal: AbortSignal;
  readonly onRetry: (text: string) => void;
}

/**
 * Runs a function until it succeeds or its retry policy has enough.
 *
 * @see https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Executors/FunctionExecutorExtensions.cs
 */
export async function runWithRetries(
  run: (context: Pick<Invocation, "retry">) => Promise<Outcome>,
  { policy, clock, signal, onRetry }: Retries,
): Promise<Outcome> {
  if (policy === undefined) return run({});
  const { maxRetryCount } = policy;
  let exception: { exception?: { message: string } } = {};
  for (let retryCount = 0; ; retryCount++) {
    const outcome = await run({ retry: { retryCount, maxRetryCount, ...exception } });
    if (outcome.ok) return outcome;
    if (maxRetryCount !== -1 && retryCount >= maxRetryCount) {
      onRetry(`Function execution failed after '${retryCount}' retries.`);
      return outcome;
    }
    const ms = policy.delayMs(retryCount, Math.random());
    onRetry(
      `Waiting for \`${timeSpan.format(ms)}\` before retrying function execution. ` +
        `Next attempt: '${retryCount + 1}'. Max retry count: '${maxRetryCount}'.`,
    );
    await passed(clock, ms, signal);
    if (signal.aborted) return outcome;
    exception = { exception: { message: outcome.message } };
  }
}

function passed(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const cancel = clock.after(ms, resolve);
    const giveUp = () => {
      cancel();
      resolve();
    };
    signal.addEventListener("abort", giveUp, { once: true });
  });
}
