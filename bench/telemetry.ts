import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../functions/build-options.js";
import type { RpcHttpResponse } from "../local/functions/worker/protocol.js";
import { type Loaded, Worker } from "../local/functions/worker/worker.js";
import { median } from "./median.js";
import { type Row, shareRow } from "./row.js";

const LEAST = 0.9;
/** Two batches of telemetry. */
const REQUESTS = 1_000;
const AT_ONCE = 16;
const ROUNDS = 80;
const WARM_UP = 12;
const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

type App = { readonly worker: Worker } & Loaded;

/**
 * What telemetry takes of the HTTP throughput of an app, all of its traces sent, against the same app without: requests
 * as the host hands them to the app's process. By the time that this process is on the processor, which is what bounds
 * it; the clock would measure its neighbours, too.
 */
export async function measureTelemetry(folder: string): Promise<Row[]> {
  const file = join(folder, "index.mjs");
  await bundle(file);
  const ingestion = createServer((request, response) => void request.resume().once("end", () => response.end("{}")));
  await new Promise<void>((resolve) => ingestion.listen(0, "127.0.0.1", resolve));
  const { port } = ingestion.address() as AddressInfo;
  const connection = `InstrumentationKey=00000000-0000-4000-8000-000000000000;IngestionEndpoint=http://127.0.0.1:${port}/`;
  const told = await start(file, { APPLICATIONINSIGHTS_CONNECTION_STRING: connection });
  const silent = await start(file, {});
  try {
    const shares: number[] = [];
    const references: number[] = [];
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      // Each is first in turn, and a round is held against itself: the machine is not as fast in one as in the next.
      const first = round % 2 === 0 ? await flooded(told) : undefined;
      const reference = await flooded(silent);
      const ours = first ?? (await flooded(told));
      if (round < 0) continue;
      shares.push(reference / ours);
      references.push((REQUESTS * 1e6) / reference);
    }
    const without = median(references);
    const name = "HTTP with telemetry, by processor time";
    return [shareRow(name, without * median(shares), "without", without, LEAST)];
  } finally {
    await Promise.all([told.worker.stop(), silent.worker.stop()]);
    ingestion.close();
  }
}

/** As apps are. */
const bundle = (outfile: string) =>
  build({
    absWorkingDir: ROOT,
    entryPoints: ["bench/telemetry-app.ts"],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    format: "esm",
    external: ["@azure/functions-core"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });

const start = (file: string, environment: Readonly<Record<string, string>>): Promise<App> =>
  Worker.start({
    directory: join(file, ".."),
    files: [file],
    environment: { PATH: process.env.PATH ?? "", ...environment },
    memoryMB: 2048,
    onLog: () => undefined,
    signal: new AbortController().signal,
  });

/** @returns how long the process was on the processor for it, in microseconds. */
async function flooded(app: App): Promise<number> {
  const before = await processorTime(app);
  let left = REQUESTS;
  const body = { bytes: Buffer.from(JSON.stringify({ name: "Ada" })) };
  const loop = async () => {
    while (left-- > 0) {
      const { statusCode } = await call(app, "take", "POST", body);
      if (statusCode !== "200") throw new Error(`the function answered ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
  return (await processorTime(app)) - before;
}

async function processorTime(app: App): Promise<number> {
  const { body } = await call(app, "processor", "GET");
  return Number(Buffer.from(body?.bytes ?? body?.string ?? "").toString());
}

async function call(
  { worker, functions }: App,
  fn: string,
  method: string,
  body?: { readonly bytes: Uint8Array },
): Promise<RpcHttpResponse> {
  const bindings = functions.find(({ name }) => name === fn)?.bindings ?? {};
  const [name = ""] = Object.entries(bindings).find(([, { type }]) => type === "httpTrigger") ?? [];
  const http = {
    url: `https://bench.test/api/${fn}`,
    method,
    nullableHeaders: { "content-type": { value: "application/json" } },
    nullableQuery: {},
    nullableParams: {},
    ...(body === undefined ? {} : { body }),
  };
  const { outputData = [], returnValue } = await worker.invoke(fn, {
    invocationId: randomUUID(),
    inputData: [{ name, data: { http } }],
    triggerMetadata: {},
    traceContext: { traceParent: TRACE, traceState: "" },
  });
  return (outputData[0]?.data.http ?? returnValue?.http ?? {}) as RpcHttpResponse;
}
