import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { Certificates } from "../../../local/gateway/certificates.js";
import { type TestKey, testKey } from "../../functions/support/test-issuer.js";

/**
 * An issuer of OpenID Connect as a process of its own would be: HTTPS on loopback, with a certificate of the authority
 * that the apps of a local Azure trust. It signs with ES256.
 */
export class WebIssuer {
  /** How often the keys were read. */
  reads = 0;
  /** Whether it answers. */
  isUp = false;
  readonly #server: Server;

  private constructor(
    certificates: Certificates,
    readonly key: TestKey,
  ) {
    this.#server = createServer(
      {
        SNICallback: (host, done) =>
          void certificates.contextFor(host).then(
            (context) => done(null, context),
            (error: Error) => done(error),
          ),
      },
      (request, response) => {
        if (!this.isUp) return void response.writeHead(503).end();
        if (request.url === "/keys") this.reads += 1;
        const documents: Record<string, object> = {
          "/.well-known/openid-configuration": { issuer: this.url, jwks_uri: `${this.url}keys` },
          "/keys": { keys: [this.key.jwk] },
        };
        const document = documents[request.url ?? ""];
        response.writeHead(document === undefined ? 404 : 200).end(JSON.stringify(document ?? {}));
      },
    );
  }

  /** @param folder of the local Azure. */
  static async open(folder: string): Promise<WebIssuer> {
    const issuer = new WebIssuer(await Certificates.open(folder), await testKey("first", "ES256"));
    await new Promise<void>((done) => issuer.#server.listen(0, "127.0.0.1", done));
    return issuer;
  }

  /** As tokens name it. */
  get url(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
