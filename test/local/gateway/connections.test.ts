import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectTcp, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { Certificates } from "../../../local/gateway/certificates.js";
import { Gateway } from "../../../local/gateway/gateway.js";
import type { Service } from "../../../local/shared/service.js";

const HOST = "here.example";

const here: Service = {
  name: "here",
  answers: (host) => host === HOST,
  handle: (_request, response) => void response.end("here"),
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

  /** The status line of what comes until the gateway ends the connection. */
  async function answer(request: string): Promise<string | undefined> {
    const socket = connectTls({ socket: await tunnel(), servername: HOST, ca: certificates.authority });
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
});
