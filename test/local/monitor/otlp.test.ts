import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { otlpEndpointIn } from "../../../local/monitor/otlp-endpoint.js";
import { OtlpForwarder } from "../../../local/monitor/otlp-forwarder.js";
import { TelemetryStore } from "../../../local/monitor/telemetry-store.js";
import type { Activity } from "../../../local/shared/activity.js";
import { Store } from "../../../local/shared/store.js";
import { ManualClock } from "../functions/manual-clock.js";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const tags = { "ai.cloud.role": "func-a", "ai.operation.id": TRACE };
const envelope = (baseType: string, baseData: object, more: object = {}) => ({
  name: "Microsoft.ApplicationInsights.X",
  time: "2026-01-05T10:00:00.500Z",
  tags: { ...tags, ...more },
  data: { baseType, baseData },
});
const REQUEST = {
  id: "b7ad6b7169203331",
  name: "submitName",
  duration: "00:00:00.25",
  success: true,
  responseCode: "202",
};
const CALL = { id: "00f067aa0ba902b7", name: "put blob", duration: "00:00:00.1", success: false, resultCode: "403" };
const named = (value: string) => [{ key: "service.name", value: { stringValue: value } }];

describe("OTLP", () => {
  const received: { path: string; type: string | undefined; body: unknown }[] = [];
  const activities: Activity[] = [];
  const clock = new ManualClock();
  let server: Server;
  let status = 200;
  let store: Store;
  let telemetry: TelemetryStore;
  let forwarder: OtlpForwarder;

  before(async () => {
    server = createServer(async (request, response) => {
      const body: unknown = JSON.parse(Buffer.concat(await request.toArray()).toString());
      received.push({ path: request.url ?? "", type: request.headers["content-type"], body });
      response.writeHead(status).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => server.close());
  beforeEach(() => {
    received.length = 0;
    activities.length = 0;
    status = 200;
    store = new Store(":memory:");
    telemetry = new TelemetryStore(store, clock, 100);
    const record = (activity: Omit<Activity, "at">) => void activities.push({ ...activity, at: clock.now() });
    const { port } = server.address() as AddressInfo;
    const platform = { clock, activities: { record, follow: () => () => undefined } };
    forwarder = new OtlpForwarder(platform, `http://127.0.0.1:${port}/`);
    telemetry.follow((pieces) => forwarder.add(pieces));
  });
  afterEach(() => store.close());

  const add = (...envelopes: object[]) =>
    telemetry.add(envelopes.map((one) => ({ component: "appi", envelope: one as Readonly<Record<string, unknown>> })));

  it("gets spans with their parents, times and failures", async () => {
    const called = envelope("RemoteDependencyData", CALL, { "ai.operation.parentId": REQUEST.id });
    await add(envelope("RequestData", { ...REQUEST, properties: { function: "submitName" } }), called);
    await forwarder.flush();
    assert.deepEqual(
      received.map(({ path, type }) => [path, type]),
      [["/v1/traces", "application/json"]],
    );
    const span = { traceId: TRACE, startTimeUnixNano: "1767607200500000000" };
    assert.deepEqual(received[0]?.body, {
      resourceSpans: [
        {
          resource: { attributes: named("func-a") },
          scopeSpans: [
            {
              scope: { name: "gridwire local Azure" },
              spans: [
                {
                  ...span,
                  spanId: REQUEST.id,
                  name: "submitName",
                  kind: 2,
                  endTimeUnixNano: "1767607200750000000",
                  attributes: [
                    { key: "function", value: { stringValue: "submitName" } },
                    { key: "result", value: { stringValue: "202" } },
                  ],
                  status: {},
                },
                {
                  ...span,
                  spanId: CALL.id,
                  parentSpanId: REQUEST.id,
                  name: "put blob",
                  kind: 3,
                  endTimeUnixNano: "1767607200600000000",
                  attributes: [{ key: "result", value: { stringValue: "403" } }],
                  status: { code: 2, message: "403" },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("gets lines of logs, and metrics, each at its own path", async () => {
    await add(
      envelope("MessageData", { message: "NameRecorded", severityLevel: 2 }),
      envelope("MetricData", { metrics: [{ name: "names.recorded", value: 3 }], properties: { letter: "A" } }),
    );
    await forwarder.flush();
    const bodies = new Map(received.map(({ path, body }) => [path, JSON.stringify(body)]));
    assert.deepEqual([...bodies.keys()].sort(), ["/v1/logs", "/v1/metrics"]);
    assert.match(
      bodies.get("/v1/logs") ?? "",
      /"severityNumber":13,"severityText":"warning","body":\{"stringValue":"NameRecorded"\}/,
    );
    assert.match(bodies.get("/v1/logs") ?? "", new RegExp(`"traceId":"${TRACE}"`));
    assert.match(bodies.get("/v1/metrics") ?? "", /"name":"names.recorded","sum":\{"aggregationTemporality":1/);
    assert.match(bodies.get("/v1/metrics") ?? "", /"asDouble":3,"attributes":\[\{"key":"letter"/);
  });

  it("gets nothing of what has no id of W3C's form", async () => {
    await add(envelope("RequestData", { ...REQUEST, id: "|a.b." }));
    await forwarder.flush();
    assert.deepEqual(received, []);
  });

  it("is sent to each second, and holds up nobody when it refuses: that is counted, and told once", async () => {
    status = 503;
    for (let round = 0; round < 2; round += 1) {
      await add(envelope("RequestData", REQUEST));
      clock.move(1_000);
      await forwarder.flush();
    }
    assert.equal(received.length, 2);
    assert.equal(forwarder.dropped, 2);
    assert.deepEqual(
      activities.map(({ what, note }) => `${what}: ${note}`),
      ["otlp refused: Telemetry was not taken: traces: status 503. All else goes on."],
    );
    status = 200;
    await add(envelope("RequestData", REQUEST));
    await forwarder.flush();
    assert.equal(activities.at(-1)?.what, "otlp accepted");
  });

  it("is not waited for with more than 2,000 pieces", async () => {
    const many = Array.from({ length: 2_500 }, () => envelope("RequestData", REQUEST));
    await add(...many);
    assert.equal(forwarder.dropped, 500);
  });

  it("is named by the variable of OpenTelemetry, which has to be a URL", () => {
    assert.equal(otlpEndpointIn({}), undefined);
    assert.equal(otlpEndpointIn({ OTEL_EXPORTER_OTLP_ENDPOINT: "" }), undefined);
    assert.equal(otlpEndpointIn({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }), "http://127.0.0.1:4318");
    assert.throws(() => otlpEndpointIn({ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" }), {
      message:
        'OTEL_EXPORTER_OTLP_ENDPOINT "localhost:4318": expected a URL with http or https, e.g. http://127.0.0.1:4318',
    });
  });
});
