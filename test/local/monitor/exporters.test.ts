import assert from "node:assert/strict";
import { AzureMonitorTraceExporter } from "@azure/monitor-opentelemetry-exporter";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { createMonitor, type Monitor } from "../../../local/monitor/index.js";
import { GROUP, World } from "../platform.js";

const METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";
const COMPONENT = `${GROUP}/providers/Microsoft.Insights/components/appi`;

/** The protocol is that of Azure Monitor's own exporter, with a credential as an app has one. */
describe("Azure Monitor's own exporter", () => {
  let world: World<Monitor>;
  let exporters: AzureMonitorTraceExporter[] = [];
  const before = process.env.APPLICATION_INSIGHTS_NO_STATSBEAT;

  beforeEach(async () => {
    // It would tell its maker how it does.
    process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = "1";
    world = new World(createMonitor);
    await world.open();
  });
  afterEach(async () => {
    await Promise.all(exporters.map((exporter) => exporter.shutdown()));
    exporters = [];
    await world.close();
    if (before === undefined) delete process.env.APPLICATION_INSIGHTS_NO_STATSBEAT;
    else process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = before;
  });

  async function traced(): Promise<string> {
    const { connectionString } = await world.put(COMPONENT, { location: "westeurope", disableLocalAuth: true });
    const exporter = new AzureMonitorTraceExporter({
      connectionString: String(connectionString),
      disableOfflineStorage: true,
      credential: {
        getToken: async () => ({
          token: "app@https://monitor.azure.com",
          expiresOnTimestamp: Date.now() + 3_600_000,
        }),
      },
      ...world.sdkOptions(),
    });
    exporters.push(exporter);
    const provider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter as unknown as SpanExporter)],
    });
    const tracer = provider.getTracer("test");
    const root = tracer.startSpan("GET /api/names", { kind: SpanKind.SERVER });
    const call = tracer.startSpan("put blob", { kind: SpanKind.CLIENT }, trace.setSpan(ROOT_CONTEXT, root));
    call.setStatus({ code: SpanStatusCode.ERROR });
    call.end();
    root.end();
    await provider.forceFlush();
    return root.spanContext().traceId;
  }

  it("is taken in with the role, and its trace is read", async () => {
    await world.grant("app", METRICS_PUBLISHER, COMPONENT);
    const id = await traced();
    await world.when(() => world.service.traces.read(id)?.steps.length === 2, "two spans");
    const steps = world.service.traces.read(id)?.steps.toSorted((one) => (one.kind === "request" ? -1 : 1));
    const [request, dependency] = steps ?? [];
    assert.deepEqual(
      [request?.kind, request?.name, request?.success, dependency?.kind, dependency?.name, dependency?.success],
      ["request", "GET /api/names", true, "dependency", "put blob", false],
    );
    assert.equal(dependency?.parentId, request?.id);
  });

  it("is refused without the role", async () => {
    await traced();
    await world.until("denied");
    assert.deepEqual(world.service.telemetry.find(), []);
  });
});
