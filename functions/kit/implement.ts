import { app as runtime } from "@azure/functions";
import type { App } from "../../contracts/index.js";
import type { CheckToken } from "./callers/check-token.js";
import { clientsOf } from "./clients/index.js";
import type { Handlers } from "./handlers.js";
import { type Invocable, invocablesOf } from "./invocables.js";
import { once } from "./once.js";
import { readSettings } from "./settings.js";
import { telemetryOf } from "./telemetry/telemetry.js";

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
  const { endpoints, issuers } = readSettings(manifest, process.env);
  const clients = clientsOf<A["needs"]>(manifest, endpoints);
  // Imported when a token comes: an app that none can reach does not pay for it.
  const checking = once(async () => (await import("./callers/check-token.js")).createCheckToken(issuers));
  const check: CheckToken = async (token) => (await checking())(token);
  const telemetry = telemetryOf(process.env);
  runtime.hook.appTerminate(() => telemetry.close());
  for (const [fn, invocable] of Object.entries(invocablesOf(manifest, handlers, clients, check, telemetry))) {
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
        // Who may call is checked here, by tokens: a key of the host would let in whoever has it, as nobody in particular.
        authLevel: "anonymous",
        handler: async (request, invocation) => (await invocable(request, invocation)) ?? { status: 204 },
      });
  }
}
