import assert from "node:assert/strict";
import { TelemetryStore } from "../../../local/monitor/telemetry-store.js";
import { Traces } from "../../../local/monitor/traces.js";
import { systemClock } from "../../../local/shared/clock.js";
import { Store } from "../../../local/shared/store.js";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const OTHER = "0af7651916cd43dd8448eb211c803199";

const envelope = (trace: string | undefined, baseType: string, baseData: object, tags = {}, time = "10:00:00.000") => ({
  name: `Microsoft.ApplicationInsights.${baseType.replace("Data", "")}`,
  time: `2026-01-05T${time}Z`,
  tags: { "ai.cloud.role": "func-a", ...(trace === undefined ? {} : { "ai.operation.id": trace }), ...tags },
  data: { baseType, baseData },
});
const request = (trace: string, id: string, more = {}) =>
  envelope(trace, "RequestData", {
    id,
    name: "submitName",
    duration: "0.00:00:00.0500000",
    success: true,
    responseCode: "202",
    ...more,
  });

describe("Traces", () => {
  let store: Store;
  let telemetry: TelemetryStore;
  let traces: Traces;
  const add = (...envelopes: object[]) =>
    telemetry.add(envelopes.map((one) => ({ component: "appi", envelope: one as Readonly<Record<string, unknown>> })));

  beforeEach(() => {
    store = new Store(":memory:");
    telemetry = new TelemetryStore(store, systemClock, 100);
    traces = new Traces(telemetry);
  });
  afterEach(() => store.close());

  it("have steps in the order in which they began, and the lines that name them", async () => {
    const call = {
      id: "s2",
      name: "put blob",
      type: "Microsoft.Storage",
      duration: "00:00:01.25",
      success: false,
      resultCode: "403",
    };
    await add(
      envelope(
        TRACE,
        "RemoteDependencyData",
        { ...call, properties: { "messaging.message.id": "Event-1" } },
        { "ai.operation.parentId": "s1" },
        "10:00:00.010",
      ),
      request(TRACE, "s1"),
      envelope(TRACE, "MessageData", { message: "of the host", severityLevel: 2 }, {}, "10:00:03.000"),
      envelope(OTHER, "MessageData", { message: `Done {"traceId":"${TRACE}"}` }, {}, "10:00:01.000"),
      envelope(OTHER, "MessageData", { message: "another's" }),
      envelope(
        TRACE,
        "ExceptionData",
        { severityLevel: "Error", exceptions: [{ message: "broken" }] },
        {},
        "10:00:02.000",
      ),
      envelope(undefined, "MetricData", { metrics: [] }),
    );
    assert.deepEqual(traces.read(TRACE), {
      id: TRACE,
      steps: [
        {
          id: "s1",
          name: "submitName",
          role: "func-a",
          kind: "request",
          began: "2026-01-05T10:00:00.000Z",
          ms: 50,
          success: true,
          result: "202",
          properties: {},
        },
        {
          id: "s2",
          parentId: "s1",
          name: "put blob",
          role: "func-a",
          kind: "dependency",
          type: "Microsoft.Storage",
          began: "2026-01-05T10:00:00.010Z",
          ms: 1250,
          success: false,
          result: "403",
          properties: { "messaging.message.id": "Event-1" },
        },
      ],
      logs: [
        {
          at: "2026-01-05T10:00:01.000Z",
          role: "func-a",
          level: "information",
          message: `Done {"traceId":"${TRACE}"}`,
        },
        { at: "2026-01-05T10:00:02.000Z", role: "func-a", level: "error", message: "broken" },
        { at: "2026-01-05T10:00:03.000Z", role: "func-a", level: "warning", message: "of the host" },
      ],
    });
    assert.deepEqual(traces.latest(5), [
      { id: TRACE, name: "submitName", began: "2026-01-05T10:00:00.000Z", ms: 1260, steps: 2, failed: 1 },
    ]);
    assert.equal(traces.read("Event-1")?.id, TRACE);
  });

  it("are found by the beginning of their id, unless that is of several", async () => {
    await add(request(TRACE, "s1"), request(OTHER, "s2"));
    assert.equal(traces.read(TRACE)?.id, TRACE);
    assert.throws(() => traces.read("0AF7651"), {
      message: `"0AF7651" is the beginning of 2 traces: ${TRACE}, ${OTHER}`,
    });
  });

  it("are not there for what nobody sent", async () => {
    await add(request(TRACE, "s1"));
    for (const text of ["0af", "ffff", "", "submitName", "%"]) assert.equal(traces.read(text), undefined, text);
    assert.equal(traces.read("0AF7")?.id, TRACE);
  });

  it("are told newest first, so many", async () => {
    const ids = [1, 2, 3].map((n) => String(n).repeat(32));
    await add(...ids.map((id, n) => ({ ...request(id, "s"), time: `2026-01-05T10:00:0${n}Z` })));
    assert.deepEqual(
      traces.latest(2).map(({ id }) => id),
      [ids[2], ids[1]],
    );
  });

  it("take what is no telemetry of Application Insights as it comes", async () => {
    await add(
      {},
      { tags: 5, data: null },
      {
        data: { baseType: "RequestData", baseData: { id: 5, duration: "soon", success: "x" } },
        tags: { "ai.operation.id": TRACE },
      },
    );
    assert.deepEqual(traces.read(TRACE)?.steps, [
      { id: "5", name: "", role: "", kind: "request", began: "", ms: 0, success: true, result: "", properties: {} },
    ]);
  });
});
