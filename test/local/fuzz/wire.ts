import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Run } from "../../../local/control/run-file.js";
import { readAnswer, type WireAnswer } from "./wire-answer.js";

/** Long for a request that takes milliseconds, so that only one that hangs reaches it. */
const LIMIT_MS = 15_000;

/** How somebody ends a connection whose request is sent, or is not. */
export type Ending = "half-close" | "reset";

/** Who sends requests byte by byte: one after the other, over connections that are kept. */
export class Wire {
  /** By the name of the connection. */
  readonly #kept = new Map<string, Socket>();

  /** @param authority the certificate of the local Azure, PEM. */
  constructor(
    private readonly run: Run,
    private readonly authority: string,
  ) {}

  /**
   * Sends a whole request.
   *
   * @param method of the request, since an answer to HEAD has no body.
   * @returns undefined when the connection ended without an answer.
   * @throws when there is none within the limit, or more than one.
   */
  async exchange(host: string, method: string, request: Buffer): Promise<WireAnswer | undefined> {
    const kept = this.#kept.get(host);
    this.#kept.delete(host);
    const socket = kept ?? (await this.#connect(host));
    const answer = await exchanged(socket, method, request);
    // A connection that was kept may have ended just when it was used again.
    if (answer === undefined && kept !== undefined) return this.exchange(host, method, request);
    if (answer?.keepsAlive === true && !socket.destroyed) this.#kept.set(host, socket);
    else socket.destroy();
    return answer;
  }

  /**
   * Sends parts of bytes over a connection of their own, ends it, and gives all that came back.
   *
   * @param name of the certificate that is asked for, when it is not the host's own.
   */
  async pour(host: string, parts: readonly Buffer[], ending: Ending, name = host): Promise<string> {
    // For another name there may be no certificate.
    const socket = await this.#connect(host, name).catch((error: unknown) => {
      if (name === host) throw error;
    });
    return socket === undefined ? "" : poured(socket, parts, ending);
  }

  /** As {@link pour}, to the proxy itself. */
  pourToProxy(parts: readonly Buffer[], ending: Ending): Promise<string> {
    return poured(connectTcp({ port: this.run.proxyPort, host: "127.0.0.1", allowHalfOpen: true }), parts, ending);
  }

  close(): void {
    for (const socket of this.#kept.values()) socket.destroy();
    this.#kept.clear();
  }

  async #connect(host: string, name = host): Promise<Socket> {
    const tunnel = connectTcp({ port: this.run.proxyPort, host: "127.0.0.1" });
    tunnel.setNoDelay(true);
    tunnel.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
    await limited(`a tunnel to ${host}`, (resolve, reject) => {
      tunnel.once("error", reject);
      tunnel.once("data", (answer: Buffer) => {
        if (answer.toString().startsWith("HTTP/1.1 200 ")) resolve();
        else reject(new Error(`the proxy answered ${answer.toString()}`));
      });
    });
    const socket = connectTls({
      socket: tunnel,
      // An address is no name: then none is told.
      ...(name === "" ? {} : { servername: name }),
      ca: this.authority,
      checkServerIdentity: () => undefined,
    });
    // Its end tells enough.
    socket.on("error", () => socket.destroy());
    await limited(`TLS to ${host}`, (resolve, reject) => {
      socket.once("secureConnect", resolve);
      socket.once("close", () => reject(new Error(`the connection to ${host} ended in the handshake`)));
    });
    return socket;
  }
}

async function exchanged(socket: Socket, method: string, request: Buffer): Promise<WireAnswer | undefined> {
  let received = "";
  let look: (ended: boolean) => void = () => undefined;
  const onData = (chunk: Buffer): void => {
    received += chunk.toString("latin1");
    look(false);
  };
  const onClose = (): void => look(true);
  socket.on("data", onData).on("close", onClose);
  try {
    return await limited<WireAnswer | undefined>("an answer", (resolve, reject) => {
      look = (ended) => {
        try {
          const read = readAnswer(received, method, ended);
          if (read !== undefined && read.rest !== "") reject(new Error(`behind the answer came ${read.rest}`));
          else if (read !== undefined || ended) resolve(read?.answer);
        } catch (error) {
          reject(error);
        }
      };
      if (socket.destroyed) resolve(undefined);
      else socket.write(request);
    });
  } finally {
    socket.off("data", onData).off("close", onClose);
  }
}

async function poured(socket: Socket, parts: readonly Buffer[], ending: Ending): Promise<string> {
  let received = "";
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("latin1");
  });
  const ended = limited<void>("the end of a connection", (resolve) => {
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
  });
  for (const part of parts) {
    if (socket.destroyed) break;
    socket.write(part);
    // Each part is a packet of its own.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (ending === "reset") socket.destroy();
  else socket.end();
  try {
    await ended;
  } finally {
    socket.destroy();
  }
  return received;
}

/** @throws when nothing happens within the limit. */
async function limited<T = void>(
  what: string,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`not within ${LIMIT_MS / 1000} s: ${what}`)), LIMIT_MS);
      begin(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}
