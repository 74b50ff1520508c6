import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { createHttp } from "../../../infra/shipping/http.js";
import { type Loopback, serve } from "../loopback.js";

describe("http", () => {
  let target: Loopback;
  let proxy: Server;
  const tunnels: string[] = [];

  before(async () => {
    target = await serve(({ path }) => ({ status: 201, headers: { "x-path": path }, body: "made" }));
    proxy = createServer().on("connect", (request, socket) => {
      tunnels.push(request.url ?? "");
      const upstream = connect(Number(new URL(target.url).port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  });

  after(async () => {
    proxy.closeAllConnections();
    await target.close();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it("gives status, headers and text", async () => {
    const http = createHttp({ noProxy: "*" });
    const answer = await http(`${target.url}/a`, { method: "POST", body: Buffer.from("zip"), timeoutMs: 5_000 });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get("X-Path"), "/a");
    assert.equal(await answer.text(), "made");
    assert.equal(target.got.at(-1)?.body, "zip");
  });

  it("goes through the proxy", async () => {
    const { port } = proxy.address() as AddressInfo;
    const http = createHttp({ httpProxy: `http://127.0.0.1:${port}`, noProxy: "", proxyTunnel: true });
    const answer = await http("http://func.example/b", { timeoutMs: 5_000 });
    assert.equal(answer.status, 201);
    assert.deepEqual(tunnels, ["func.example:80"]);
  });

  it("names the cause when there is no answer, and not the URL", async () => {
    const gone = await serve(() => ({}));
    await gone.close();
    const http = createHttp({ noProxy: "*" });
    await assert.rejects(http(`${gone.url}/x?code=s3cret`, { timeoutMs: 5_000 }), {
      name: "NetworkError",
      message: "no answer (ECONNREFUSED)",
    });
  });

  it("gives up after its time", async () => {
    const { port } = proxy.address() as AddressInfo;
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port: silentPort } = silent.address() as AddressInfo;
    assert.notEqual(silentPort, port);
    const http = createHttp({ noProxy: "*" });
    await assert.rejects(http(`http://127.0.0.1:${silentPort}/`, { timeoutMs: 50 }), { message: "no answer in time" });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
});
