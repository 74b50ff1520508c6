import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import { connect as connectTls } from "node:tls";
import { Certificates } from "../../../local/gateway/certificates.js";
import { Gateway } from "../../../local/gateway/gateway.js";
import type { Service } from "../../../local/shared/service.js";
import { eventually } from "../../shared/eventually.js";

const HOST = "here.example";

/** Answers that were asked for and never come. */
const waiting: ServerResponse[] = [];

const here: Service = {
  name: "here",
  answers: (host) => host === HOST,
  handle(request, response) {
    if (request.url === "/wait") waiting.push(response);
    else response.end(Buffer.from("here"));
  },
  resourceTypes: [],
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

describe("A connection to the gateway", function () {
  this.timeout(10_000);
  let folder: string;
  let certificates: Certificates;
  let gateway: Gateway;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-gateway-"));
    certificates = await Certificates.open(folder);
    gateway = new Gateway(certificates, [here]);
    await gateway.listen(0);
  });
  after(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  async function tunnel(allowHalfOpen = false): Promise<Socket> {
    const socket = connectTcp({ port: gateway.proxyPort, host: "127.0.0.1", allowHalfOpen });
    socket.write(`CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\n\r\n`);
    await once(socket, "data");
    return socket;
  }

  const secured = async (): Promise<Socket> =>
    connectTls({ socket: await tunnel(), servername: HOST, ca: certificates.authority });

  /** The status line of what comes until the gateway ends the connection. */
  async function answer(request: string): Promise<string | undefined> {
    const socket = await secured();
    socket.write(request);
    return (await text(socket)).split("\r\n")[0];
  }

  it("that ends before its handshake is ended by the gateway as well", async () => {
    const socket = await tunnel(true);
    socket.end();
    await once(socket, "end");
  });

  for (const [what, line, host] of [
    ["no path", "OPTIONS *", HOST],
    ["a port that there is none of", "GET /", `${HOST}:99999`],
  ] as const) {
    it(`gets 400 for ${what}`, async () => {
      const request = `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      assert.equal(await answer(request), "HTTP/1.1 400 Bad Request");
    });
  }

  it("ends with the answer to an upgrade, which nobody takes", async () => {
    const upgrade = `GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n`;
    assert.equal(await answer(upgrade), "HTTP/1.1 200 OK");
  });

  it("is not told to go on with a request behind the answer to it", async () => {
    const socket = await secured();
    const expecting = "Expect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
    socket.write(`GET /wait HTTP/1.1\r\nHost: ${HOST}\r\n\r\nPOST / HTTP/1.1\r\nHost: ${HOST}\r\n${expecting}`);
    const first = await eventually("the first request", () => waiting.pop());
    first.end("first");
    const statuses = (await text(socket)).match(/HTTP\/1\.1 \d{3}/g);
    assert.deepEqual(statuses, ["HTTP/1.1 200", "HTTP/1.1 200"]);
  });

  it("is told to go on with a request whose turn it is", async () => {
    const expecting = "Expect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
    assert.equal(await answer(`POST / HTTP/1.1\r\nHost: ${HOST}\r\n${expecting}`), "HTTP/1.1 100 Continue");
  });

  it("that its caller leaves closes all answers, also those behind the first", async () => {
    const socket = await secured();
    socket.write(`GET /wait HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`.repeat(3));
    const asked = await eventually("three requests", () => (waiting.length === 3 ? waiting : undefined));
    const ends = () => Promise.all(asked.map((response) => finished(response).catch(({ code }) => code)));
    const early = ends();
    socket.destroy();
    // Whoever begins to wait too late learns it as well.
    for (const codes of [await early, await ends()])
      assert.deepEqual(codes, Array(3).fill("ERR_STREAM_PREMATURE_CLOSE"));
  });
});
