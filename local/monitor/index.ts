import { getRequestListener } from "@hono/node-server";
import type { Platform, Service } from "../shared/service.js";
import { componentType } from "./component-type.js";
import { Components } from "./components.js";
import { isMonitorHost, SERVICE } from "./constants.js";
import { Ingestion } from "./ingestion.js";
import { OtlpForwarder } from "./otlp-forwarder.js";
import { routes } from "./routes.js";
import { TelemetryStore } from "./telemetry-store.js";
import { Traces } from "./traces.js";
import { workspaceType } from "./workspace-type.js";

export type { Telemetry } from "./telemetry-store.js";
export type { Trace, TraceStep, TraceSummary } from "./trace.js";

/** The service, and a look at what it has received. */
export interface Monitor extends Service {
  readonly telemetry: Pick<TelemetryStore, "find">;
  readonly traces: Traces;
}

/**
 * Azure Monitor: Application Insights components and their telemetry ingestion, and Log Analytics workspaces.
 *
 * @param otlpEndpoint where all of it is sent as well, by OTLP over HTTP.
 * @see https://learn.microsoft.com/azure/azure-monitor/app/app-insights-overview
 */
export function createMonitor(platform: Platform, otlpEndpoint?: string): Monitor {
  const telemetry = new TelemetryStore(platform.store, platform.clock);
  const forwarder = otlpEndpoint === undefined ? undefined : new OtlpForwarder(platform, otlpEndpoint);
  if (forwarder !== undefined) telemetry.follow((pieces) => forwarder.add(pieces));
  const app = routes(new Ingestion(platform, new Components(platform.resources), telemetry));
  return {
    name: SERVICE,
    telemetry,
    traces: new Traces(telemetry),
    answers: isMonitorHost,
    async handle(request, response) {
      const failures: unknown[] = [];
      const answer = getRequestListener(app.fetch, {
        overrideGlobalObjects: false,
        errorHandler: (error) => void failures.push(error),
      });
      await answer(request, response);
      // The gateway answers for what nobody foresaw.
      if (failures.length > 0) throw failures[0];
    },
    resourceTypes: [componentType(platform.resources, platform.clock, telemetry), workspaceType(platform.clock)],
    start: () => Promise.resolve(),
    stop: async () => forwarder?.flush(),
  };
}
