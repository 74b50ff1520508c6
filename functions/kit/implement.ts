import { app as runtime } from "@azure/functions";
import type { App } from "../../contracts/index.js";
import { clientsOf } from "./clients/index.js";
import type { Handlers } from "./handlers.js";
import { type Invocable, invocablesOf } from "./invocables.js";
import { endpointsOf } from "./settings.js";

/**
 * Registers an app's functions with the Functions runtime, as its manifest declares them.
 *
 * ```ts
 * implement(recorder, {
 *   recordName: async (event, { rawNames, log }) => { … },
 * });
 * ```
 *
 * @param manifest the app.
 * @param handlers one for each of its functions; anything else does not compile.
 * @throws at start, one error that names every app setting that is missing or malformed.
 */
export function implement<A extends App>(manifest: A, handlers: Handlers<A>): void {
  const clients = clientsOf<A["needs"]>(manifest, endpointsOf(manifest, process.env));
  for (const [fn, invocable] of Object.entries(invocablesOf(manifest, handlers, clients))) {
    register(manifest, fn, invocable);
  }
}

function register(manifest: App, fn: string, invocable: Invocable): void {
  const trigger = manifest.functions[fn];
  switch (trigger?.trigger) {
    case "event":
      runtime.eventGrid(fn, { handler: invocable });
      return;
    case "timer":
      runtime.timer(fn, {
        schedule: trigger.schedule,
        handler: async (timer, invocation) => void (await invocable(timer, invocation)),
      });
      return;
    case "http":
      runtime.http(fn, {
        methods: [trigger.method],
        route: trigger.route,
        authLevel: "function",
        handler: async (request, invocation) => (await invocable(request, invocation)) ?? { status: 204 },
      });
  }
}
