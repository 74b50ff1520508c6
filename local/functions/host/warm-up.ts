import { isWarmup } from "./is-warmup.js";
import type { Session } from "./session.js";

/**
 * Runs the app's warmup trigger, if it has one, on an instance that was added. A failure is told, and the instance takes
 * work all the same.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-warmup
 */
export async function warmUp({ functions, invoker }: Session): Promise<void> {
  const definition = functions.find(
    ({ name, trigger, isDisabled }) => trigger.kind === "warmup" && isWarmup(name) && !isDisabled,
  );
  if (definition !== undefined) await invoker.invoke({ definition, data: { json: "{}" } });
}
