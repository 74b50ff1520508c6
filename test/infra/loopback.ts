import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHttp } from "../../infra/shipping/http.js";
import type { Outside } from "../../infra/shipping/outside.js";

/** A call that a loopback server got. */
export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What to answer with; a missing status is 200. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Loopback {
  readonly url: string;
  readonly got: readonly Got[];
  close(): Promise<void>;
}

/** A server on a free port that answers call after call as it is told to. */
export async function serve(answer: (call: Got, number: number) => Reply): Promise<Loopback> {
  const got: Got[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url: path = "", headers } = request;
    const call = { method, path, headers, body: Buffer.concat(chunks).toString() };
    got.push(call);
    const { status = 200, headers: extra = {}, body = "" } = answer(call, got.length);
    response.writeHead(status, extra).end(body);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}`, got, close };
}

/** The real network without a proxy, and a clock that a sleep moves at once. */
export interface TestOutside extends Outside {
  readonly reports: string[];
  readonly sleptMs: number[];
}

export function testOutside(): TestOutside {
  const reports: string[] = [];
  const sleptMs: number[] = [];
  let nowMs = 0;
  return {
    http: createHttp({ httpProxy: "", httpsProxy: "", noProxy: "*" }),
    now: () => nowMs,
    sleep: async (ms) => {
      sleptMs.push(ms);
      nowMs += ms;
    },
    report: (text) => void reports.push(text),
    reports,
    sleptMs,
  };
}
