import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Certificates } from "../../../local/gateway/certificates.js";
import { Gateway } from "../../../local/gateway/gateway.js";
import type { Service } from "../../../local/shared/service.js";

const HOST = "events.example";

describe("gateway: streams", () => {
  const folder = mkdtempSync(join(tmpdir(), "gateway-"));
  let gateway: Gateway;
  let authority: string;
  let response: ServerResponse | undefined;
  const service: Service = {
    name: "events",
    resourceTypes: [],
    answers: (host) => host === HOST,
    handle: (_, given) => {
      response = given;
      given.writeHead(200, { "content-type": "text/event-stream" }).write("data: 0\n\n");
    },
    start: async () => undefined,
    stop: async () => undefined,
  };
  before(async () => {
    const certificates = await Certificates.open(folder);
    authority = certificates.authority;
    gateway = new Gateway(certificates, [service]);
    await gateway.listen(0);
  });
  after(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (headers: Record<string, string> = {}) => {
    const options = { host: "127.0.0.1", port: gateway.tlsPort, servername: HOST, ca: authority, agent: false };
    const [answer] = await once(request({ ...options, headers: { host: HOST, ...headers } }).end(), "response");
    return answer;
  };

  it("brings each event as it is written, and tells the service when the caller leaves", async () => {
    const answer = await open();
    const parts = answer[Symbol.asyncIterator]();
    for (const n of [0, 1, 2]) {
      assert.equal(String((await parts.next()).value), `data: ${n}\n\n`);
      response?.write(`data: ${n + 1}\n\n`);
    }
    assert.ok(response !== undefined);
    const left = once(response, "close");
    answer.destroy();
    await left;
  });

  it("takes the headers that an app's host takes, and no more", async () => {
    const taken = await open({ "x-large": "x".repeat(32_000) });
    assert.equal(taken.statusCode, 200);
    taken.destroy();
    assert.equal((await open({ "x-large": "x".repeat(50_000) })).statusCode, 431);
  });
});
