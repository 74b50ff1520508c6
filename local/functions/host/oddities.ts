import type { FunctionDefinition } from "./function-definition.js";
import { isWarmup } from "./is-warmup.js";

/** What an app registered that is no error, and that nobody can have meant. */
export function oddities(functions: readonly FunctionDefinition[]): string[] {
  if (functions.length === 0) return ["No job functions found: the app runs, and nothing will ever call it."];
  return functions.flatMap(({ name, trigger, metadata }) => {
    const isRetried = metadata.retryOptions === undefined || trigger.kind === "timer";
    const isFound = trigger.kind !== "warmup" || isWarmup(name);
    return [
      ...(isRetried
        ? []
        : [
            `Function '${name}': its retry policy has no effect. Of the triggers that the local Functions host has, ` +
              "only timers take one; others are delivered again by what triggers them.",
          ]),
      ...(isFound ? [] : [`Function '${name}': a warmup trigger is only found by the name "warmup".`]),
    ];
  });
}
