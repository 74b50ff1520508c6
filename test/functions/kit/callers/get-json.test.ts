import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { getJson } from "../../../../functions/kit/callers/get-json.js";
import { Certificates } from "../../../../local/gateway/certificates.js";

describe("getJson", () => {
  let folder: string;
  let server: Server;
  let certificates: Certificates;
  const trusted = getCACertificates("default");

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-json-"));
    certificates = await Certificates.open(folder);
    server = createServer(
      {
        SNICallback: (host, done) =>
          void certificates.contextFor(host).then(
            (context) => done(null, context),
            (error: Error) => done(error),
          ),
      },
      ({ url }, response) => {
        if (url === "/good") response.end('{"a":1}');
        else if (url === "/moved") response.writeHead(302, { location: "/good" }).end();
        else if (url === "/text") response.end("hello");
        else if (url === "/long") response.end(`"${"x".repeat(600 * 1024)}"`);
        else if (url === "/cut")
          response.writeHead(200, { "content-length": "9" }).write('{"a"', () => response.destroy());
        else response.writeHead(503).end();
      },
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    setDefaultCACertificates([...trusted, certificates.authority]);
  });
  after(() => {
    setDefaultCACertificates(trusted);
    server.close();
    rmSync(folder, { recursive: true });
  });

  const read = (path: string) => getJson(new URL(path, `https://localhost:${(server.address() as AddressInfo).port}`));

  it("reads a document", async () => assert.deepEqual(await read("/good"), { a: 1 }));

  it("takes no other answer", async () => {
    await assert.rejects(read("/moved"), /answers 302/);
    await assert.rejects(read("/away"), /answers 503/);
    await assert.rejects(read("/text"), /with no JSON/);
    await assert.rejects(read("/long"), /more than 524288 bytes/);
    await assert.rejects(read("/cut"), { code: "ECONNRESET" });
  });

  it("takes none of a server that nobody vouches for", async () => {
    setDefaultCACertificates(trusted);
    await assert.rejects(read("/good"), /certificate/);
    setDefaultCACertificates([...trusted, certificates.authority]);
  });
});
