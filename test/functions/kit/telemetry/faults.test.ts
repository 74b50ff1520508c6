import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Envelope } from "../../../../functions/kit/telemetry/envelope.js";
import { WAITING_LIMIT } from "../../../../functions/kit/telemetry/outbox.js";
import { type Telemetry, telemetryOf } from "../../../../functions/kit/telemetry/telemetry.js";

const RUNS = 20_000;

/** Over real HTTP: what telemetry is sent to is down or never answers, and functions go on. */
describe("Telemetry that nobody takes", function () {
  this.timeout(30_000);
  let server: Server | undefined;
  const warned: string[] = [];
  const { warn } = console;

  beforeEach(() => {
    warned.length = 0;
    console.warn = (line: string) => warned.push(line);
  });
  afterEach(async () => {
    console.warn = warn;
    server?.closeAllConnections();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
    server = undefined;
  });

  const listen = async (port: number, answer: (request: IncomingMessage) => Promise<number | undefined>) => {
    const made = createServer(async (request, response) => {
      const status = await answer(request);
      if (status !== undefined) response.writeHead(status).end("{}");
    });
    server = made;
    await new Promise<void>((resolve) => made.listen(port, "127.0.0.1", resolve));
    return (made.address() as AddressInfo).port;
  };
  const sendingTo = (port: number): Telemetry =>
    telemetryOf({
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=key;IngestionEndpoint=http://127.0.0.1:${port}/`,
    });
  const run = (telemetry: Telemetry) => {
    for (let n = 0; n < RUNS; n += 1) {
      telemetry.start({ name: `step ${n}`, kind: "client", attributes: {}, parent: undefined }).end();
    }
  };

  it("is kept up to a limit while it is down, counted beyond that, and sent once it is up", async () => {
    const port = await listen(0, async () => 200);
    await new Promise((resolve) => server?.close(resolve));
    const telemetry = sendingTo(port);
    run(telemetry);
    await telemetry.close();
    assert.deepEqual(warned, [`TelemetryNotTaken {"why":"ECONNREFUSED","dropped":${RUNS - WAITING_LIMIT}}`]);

    const taken: Envelope[] = [];
    await listen(port, async (request) => {
      const text = gunzipSync(Buffer.concat(await request.toArray())).toString();
      taken.push(...text.split("\n").map((line) => JSON.parse(line) as Envelope));
      return 200;
    });
    while (taken.length < WAITING_LIMIT) await telemetry.close();
    const names = taken.map(({ data }) => (data.baseData as { name?: string }).name);
    assert.ok(names.includes(`step ${RUNS - 1}`), "the newest");
    assert.ok(!names.includes("step 0"), "the oldest");
    const dropped = taken.flatMap(({ data }) =>
      data.baseType === "MetricData" ? (data.baseData as { metrics: { name: string; value: number }[] }).metrics : [],
    );
    assert.deepEqual([...new Set(dropped.map(({ name }) => name))], ["telemetry.dropped"]);
    assert.ok(dropped.reduce((sum, { value }) => sum + value, 0) >= RUNS - WAITING_LIMIT);
    assert.match(warned.at(-1) ?? "", /^TelemetryTaken /);
  });

  it("holds up nobody while it never answers, not even the end of the app", async () => {
    let asked = 0;
    const telemetry = sendingTo(
      await listen(0, async (request) => {
        asked += 1;
        request.resume();
        return undefined;
      }),
    );
    run(telemetry);
    await telemetry.close();
    run(telemetry);
    assert.equal(asked, 1);
  });
});
