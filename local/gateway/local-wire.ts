import { Agent, buildConnector, request, fetch as undiciFetch } from "undici";
import type { Wire, WireAnswer, WireRequest } from "../shared/wire.js";
import type { Certificates } from "./certificates.js";
import type { Gateway } from "./gateway.js";

/** The wire through this gateway. */
export class LocalWire implements Wire {
  readonly #agent: Agent;

  constructor(
    private readonly gateway: Gateway,
    private readonly certificates: Certificates,
  ) {
    const connect = buildConnector({ ca: certificates.authority });
    this.#agent = new Agent({
      // Callers have limits of their own, and none where a debugger may have stopped who is to answer.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) =>
        connect(
          { ...options, servername: options.hostname, hostname: "127.0.0.1", port: String(gateway.tlsPort) },
          callback,
        ),
    });
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const options = { redirect: "manual", ...init, dispatcher: this.#agent } as Parameters<typeof undiciFetch>[1];
    return (await undiciFetch(url, options)) as unknown as Response;
  }

  async request(url: string, init: WireRequest): Promise<WireAnswer> {
    const { statusCode: status, headers, body } = await request(url, { ...init, dispatcher: this.#agent });
    return { status, headers: { get: (name) => [headers[name.toLowerCase()] ?? []].flat().join(", ") || null }, body };
  }

  environment(): Readonly<Record<string, string>> {
    const proxy = `http://127.0.0.1:${this.gateway.proxyPort}`;
    return {
      HTTPS_PROXY: proxy,
      // curl and the Go libraries read the lower-case names first.
      https_proxy: proxy,
      NO_PROXY: "127.0.0.1,localhost",
      no_proxy: "127.0.0.1,localhost",
      NODE_EXTRA_CA_CERTS: this.certificates.authorityFile,
      // Programs in Go, such as the Pulumi CLI, read it on Linux. There is no way out to a host that others vouch for.
      SSL_CERT_FILE: this.certificates.authorityFile,
    };
  }

  close(): Promise<void> {
    return this.#agent.close();
  }
}
