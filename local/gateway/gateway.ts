import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Service } from "../shared/service.js";
import { ambiguityOf } from "./ambiguity.js";
import type { Certificates } from "./certificates.js";
import { hostOf } from "./host-of.js";
import { OpenAnswers } from "./open-answers.js";

const LOOPBACK = "127.0.0.1";

/**
 * The way in: an HTTP proxy on loopback (`CONNECT`) in front of one TLS server that answers every host name of
 * the local Azure with a certificate of its own. It is no open proxy: other hosts are refused.
 */
export class Gateway {
  readonly #services: readonly Service[];
  readonly #proxy: Server;
  readonly #tls: TlsServer;
  readonly #sockets = new Set<Socket>();
  readonly #answers = new OpenAnswers();

  constructor(certificates: Certificates, services: readonly Service[]) {
    this.#services = services;
    this.#tls = createTlsServer(
      {
        SNICallback: (host, done) => {
          if (this.#serviceOf(host) === undefined) return done(new Error(notServed(host)));
          certificates.contextFor(host).then(
            (context) => done(null, context),
            (error: Error) => done(error),
          );
        },
        // As much as the hosts of Azure's apps take at most, request line and headers together.
        maxHeaderSize: 40_960,
        // The SDKs keep connections; closing first would race with their next request.
        keepAliveTimeout: 120_000,
      },
      (request, response) => void this.#answer(request, response),
    );
    this.#tls.on("checkContinue", (request, response) => {
      // Of an answer that waits for its turn Node would send the head before the "100 Continue".
      const goOn = () => response.headersSent || response.writeContinue();
      if (response.socket === null) response.once("socket", goOn);
      else goOn();
      void this.#answer(request, response);
    });
    this.#tls.on("tlsClientError", (_error, socket) => socket.destroy());
    this.#proxy = createServer((request, response) =>
      refuse(response, 502, notServed(request.headers.host ?? request.url ?? "")),
    );
    this.#proxy.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) =>
      this.#connect(request, socket, head),
    );
    for (const server of [this.#proxy, this.#tls]) {
      server.on("connection", (socket: Socket) => {
        this.#sockets.add(socket);
        socket.on("close", () => this.#sockets.delete(socket));
      });
    }
  }

  /**
   * Listens on loopback only.
   *
   * @param port of the proxy; another free one is taken when it is in use, or when it is 0.
   */
  async listen(port: number): Promise<void> {
    await listen(this.#tls, 0);
    await listen(this.#proxy, port).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" || port === 0) throw error;
      return listen(this.#proxy, 0);
    });
  }

  get proxyPort(): number {
    return (this.#proxy.address() as AddressInfo).port;
  }

  /** Port of the TLS server, for who knows the host name already. */
  get tlsPort(): number {
    return (this.#tls.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = [this.#proxy, this.#tls].map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  #connect(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const host = hostOf(request.url);
    if (this.#serviceOf(host) === undefined) {
      const text = `${notServed(host)}\n`;
      socket.end(
        `HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
      return;
    }
    // As a connection to the TLS server itself: who closes it ends it, also before the handshake.
    socket.allowHalfOpen = false;
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    this.#tls.emit("connection", socket);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#answers.add(request, response);
    // Nobody here takes an upgrade, and behind one Node leaves a malformed request without an answer.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    const host = hostOf(request.headers.host);
    const ambiguity = ambiguityOf(request);
    if (ambiguity !== undefined) return refuse(response, ambiguity.status, ambiguity.text);
    const service = this.#serviceOf(host);
    if (service === undefined) return refuse(response, 421, notServed(host));
    try {
      await service.handle(request, response);
    } catch (error) {
      process.stderr.write(
        `${service.name}: ${request.method} ${host}${request.url?.split("?")[0]}: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      if (response.headersSent) response.destroy();
      else refuse(response, 500, `the local Azure failed in its service "${service.name}"; its log has the cause`);
    }
  }

  #serviceOf(host: string): Service | undefined {
    return this.#services.find((service) => service.answers(host));
  }
}

const notServed = (host: string): string =>
  `the local Azure does not serve "${host}": it serves the Azure services of its own, and is no way out to the network`;

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(`${text}\n`);
}

function listen(server: Server | TlsServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
