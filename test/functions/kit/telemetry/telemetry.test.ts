import assert from "node:assert/strict";
import { InvocationContext } from "@azure/functions";
import { defineApp, NameGenerated, onEvent, onTimer, publish, SET_ASIDE, write } from "../../../../contracts/index.js";
import type { BlobWriter } from "../../../../functions/kit/clients/blob-container.js";
import { publisher } from "../../../../functions/kit/clients/publisher.js";
import { secretReader } from "../../../../functions/kit/clients/secret.js";
import { invocablesOf } from "../../../../functions/kit/invocables.js";
import type { Envelope } from "../../../../functions/kit/telemetry/envelope.js";
import { NO_TELEMETRY, telemetryOf } from "../../../../functions/kit/telemetry/telemetry.js";
import { nameGenerated } from "../../support/events.js";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const HOSTS = `00-${TRACE}-b7ad6b7169203331-00`;
const ENVIRONMENT = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: "InstrumentationKey=key;IngestionEndpoint=https://ingestion.example/",
  WEBSITE_SITE_NAME: "func-tester",
  WEBSITE_INSTANCE_ID: "instance-1",
};
const RECOGNISABLE = "Quetzalcoatl Featherstone";

const app = defineApp("tester", {
  functions: { tick: onTimer("0 * * * * *"), handle: onEvent(NameGenerated) },
  needs: { names: publish(NameGenerated), setAside: write(SET_ASIDE) },
});

interface Step {
  readonly id: string;
  readonly name: string;
  readonly success: boolean;
  readonly resultCode: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** The app under test: what it sends to the topic, and to Application Insights. */
function world(handle: () => Promise<void> = async () => undefined, environment = {}) {
  const sent: Envelope[] = [];
  const published: { readonly extensionAttributes?: { readonly traceparent?: string } }[] = [];
  const lines: string[] = [];
  const telemetry = telemetryOf({ ...ENVIRONMENT, ...environment }, async (batch) => {
    sent.push(...batch.map((piece) => JSON.parse(piece) as Envelope));
    return { again: [], refused: 0 };
  });
  const topic = { send: async (events: unknown) => void published.push(...(events as typeof published)) };
  const secret = secretReader(async () => ({ getSecret: async () => ({ value: "s" }) }) as never, "pseudonym-key");
  const setAside: BlobWriter = { put: async () => undefined };
  const invocables = invocablesOf(
    app,
    {
      tick: async (_tick, { names, count, log }) => {
        await names(NameGenerated, { id: "0b6f9a4e-8d3c-4f0e-9d43-57a2a1c1b001", name: RECOGNISABLE });
        count("names.generated", { letter: "Q" });
        log.info("Ticked");
      },
      handle: async (_event, { log }) => {
        await secret();
        log.info("Handled");
        await handle();
      },
    },
    { names: publisher(app.needs.names, "/tester", async () => topic as never), setAside },
    undefined,
    telemetry,
  );
  const run = (fn: keyof typeof invocables, input: unknown, traceParent = HOSTS) =>
    invocables[fn]?.(
      input,
      new InvocationContext({
        functionName: String(fn),
        traceContext: { traceParent },
        logHandler: (_level, ...args) => lines.push(args.join(" ")),
      }),
    );
  const steps = async () => {
    await telemetry.close();
    return sent.flatMap(({ tags, data }) =>
      data.baseType === "RemoteDependencyData" ? [{ tags, ...(data.baseData as Step) }] : [],
    );
  };
  return { run, sent, published, lines, steps, telemetry };
}

describe("The telemetry of an app", () => {
  it("continues the host's trace with the publish, and hands it on in the event", async () => {
    const { run, published, steps, lines } = world();
    await run("tick", {});
    const [step, ...more] = await steps();
    assert.equal(more.length, 0);
    assert.equal(step?.name, "publish Names.NameGenerated.v1");
    assert.equal(step?.type, "Queue Message | Microsoft.EventGrid");
    assert.deepEqual(step?.tags, {
      "ai.cloud.role": "func-tester",
      "ai.cloud.roleInstance": "instance-1",
      "ai.internal.sdkVersion": "gridwire:1",
      "ai.operation.id": TRACE,
      "ai.operation.parentId": "b7ad6b7169203331",
    });
    assert.equal(published[0]?.extensionAttributes?.traceparent, `00-${TRACE}-${step?.id}-01`);
    assert.deepEqual(lines, [`Ticked {"function":"tick","attempt":1,"traceId":"${TRACE}"}`]);
  });

  it("continues the event's trace with its way and its handling, and links the host's own", async () => {
    const { run, steps, lines } = world();
    const event = nameGenerated("Ada", { traceparent: "00-11111111111111111111111111111111-2222222222222222-01" });
    await run("handle", event);
    await run("handle", event);
    const all = await steps();
    const first = (name: string) => all.find((one) => one.name === name);
    const [way, handling, call] = [first("deliver to handle"), first("handle"), first("get secret pseudonym-key")];
    assert.deepEqual([...new Set(all.map(({ tags }) => tags["ai.operation.id"]))], ["1".repeat(32)]);
    assert.equal(way?.tags["ai.operation.parentId"], "2222222222222222");
    assert.equal(handling?.tags["ai.operation.parentId"], way?.id);
    assert.equal(call?.tags["ai.operation.parentId"], handling?.id);
    assert.deepEqual(JSON.parse(handling?.properties["_MS.links"] ?? ""), [
      { operation_Id: TRACE, id: "b7ad6b7169203331" },
    ]);
    assert.equal(handling?.properties["messaging.message.id"], event.id);
    const fields = (attempt: number) =>
      JSON.stringify({ function: "handle", eventId: event.id, attempt, traceId: "1".repeat(32) });
    assert.deepEqual(lines, [`Handled ${fields(1)}`, `Handled ${fields(2)}`]);
  });

  it("tells a failure by its kind and status, and never by its words", async () => {
    const { run, steps } = world(() =>
      Promise.reject(Object.assign(new Error(`no ${RECOGNISABLE}`), { name: "RestError", statusCode: 403 })),
    );
    await assert.rejects(async () => run("handle", nameGenerated(RECOGNISABLE)));
    const handling = (await steps()).find(({ name }) => name === "handle");
    assert.deepEqual([handling?.success, handling?.resultCode], [false, "403"]);
    assert.equal(handling?.properties["error.type"], "RestError");
  });

  it("has no data of an event in anything that is sent or logged, whatever happens to it", async () => {
    const { run, sent, steps, lines } = world();
    await run("tick", {});
    await run("handle", nameGenerated(RECOGNISABLE));
    await run("handle", { ...nameGenerated(RECOGNISABLE), type: RECOGNISABLE });
    await run("handle", nameGenerated(RECOGNISABLE, { data: { name: RECOGNISABLE, other: RECOGNISABLE } }));
    assert.ok((await steps()).length >= 6);
    const everything = JSON.stringify([sent, lines]);
    assert.ok(everything.includes("EventSetAside"));
    for (const word of RECOGNISABLE.split(" ")) assert.ok(!everything.includes(word), word);
  });

  it("counts what was rejected, with the reason", async () => {
    const { run, sent, steps } = world();
    await run("handle", nameGenerated("", {}));
    await steps();
    const metrics = sent.filter(({ data }) => data.baseType === "MetricData").map(({ data }) => data.baseData);
    assert.deepEqual(metrics, [
      {
        ver: 2,
        metrics: [{ name: "inputs.rejected", dataPointType: "Aggregation", value: 1, count: 1 }],
        properties: { function: "handle", reason: "dataDoesNotFit" },
      },
    ]);
  });

  it("sends a share of the traces: each app the same ones, with the event's trace handed on in any case", async () => {
    const { run, published, steps } = world(undefined, { OTEL_TRACES_SAMPLER_ARG: "0.5" });
    const kept = "f".repeat(32);
    const left = `${"f".repeat(16)}${"0".repeat(15)}1`;
    await run("tick", {}, `00-${kept}-b7ad6b7169203331-00`);
    await run("tick", {}, `00-${left}-b7ad6b7169203331-01`);
    const sent = await steps();
    assert.deepEqual(
      sent.map(({ tags }) => tags["ai.operation.id"]),
      [kept],
    );
    assert.deepEqual(
      published.map(({ extensionAttributes }) => extensionAttributes?.traceparent?.slice(3, 35)),
      [kept, left],
    );
  });

  it("goes on while telemetry is refused, and says so once", async () => {
    const warned: string[] = [];
    const { warn } = console;
    console.warn = (line: string) => warned.push(line);
    try {
      const telemetry = telemetryOf(ENVIRONMENT, async (batch) => ({ again: batch, refused: 0, why: "status 403" }));
      telemetry.count("some");
      await telemetry.close();
      await telemetry.close();
      assert.deepEqual(warned, ['TelemetryNotTaken {"why":"status 403","dropped":0}']);
    } finally {
      console.warn = warn;
    }
  });

  it("is none without Application Insights, and traces pass through", async () => {
    assert.equal(telemetryOf({}), NO_TELEMETRY);
    const { published, run } = world(undefined, { APPLICATIONINSIGHTS_CONNECTION_STRING: "" });
    await run("tick", {});
    assert.equal(published[0]?.extensionAttributes?.traceparent, HOSTS);
  });
});
