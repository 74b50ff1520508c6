import { connect as connectTcp, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import type { Run } from "../../local/control/run-file.js";

export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  /** Status line and headers, as they came. */
  readonly head: string;
  readonly body: string;
}

/** Requests that no client library would send: every byte of them is the test's. */
export class RawHttps {
  /** @param authority the certificate of the local Azure, PEM. */
  constructor(
    private readonly run: Run,
    private readonly authority: string,
  ) {}

  /**
   * @param host the name of the connection: where the proxy leads, and what the certificate is for.
   * @param request request line, headers and body.
   */
  async send(host: string, request: string): Promise<RawAnswer> {
    const tunnel = await this.#tunnel(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
    const socket = connectTls({ socket: tunnel, servername: host, ca: this.authority });
    await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
    socket.write(request);
    return answerIn(await text(socket).catch(() => ""));
  }

  /** What a port on loopback answers to a text, e.g. the proxy itself. */
  async sendTo(port: number, request: string): Promise<RawAnswer> {
    const socket = connectTcp(port, "127.0.0.1");
    socket.end(request);
    return answerIn(await text(socket).catch(() => ""));
  }

  #tunnel(request: string): Promise<Socket> {
    const socket = connectTcp(this.run.proxyPort, "127.0.0.1");
    socket.write(request);
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.once("data", (answer: Buffer) => {
        if (/^HTTP\/1\.1 200 /.test(answer.toString())) resolve(socket);
        else reject(new Error(`the proxy answered ${answer.toString()}`));
      });
    });
  }
}

function answerIn(received: string): RawAnswer {
  const [head = "", ...rest] = received.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.join("\r\n\r\n") };
}
