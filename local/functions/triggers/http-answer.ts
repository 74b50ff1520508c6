import type { ServerResponse } from "node:http";
import { finished } from "node:stream/promises";
import { type AnswerHeaders, addHeaders } from "./answer-headers.js";
import type { HttpCall } from "./http-call.js";

/** They belong to one connection. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** Statuses that have no body. */
const BODYLESS: readonly number[] = [204, 205, 304];
/** How long a caller who is refused may go on sending before the connection is closed. Time of the machine. */
const DRAIN_MS = 5_000;

/** Whether a header is not passed on. */
export const isOfConnection = (name: string): boolean => OF_CONNECTION.has(name.toLowerCase());

/** The answer to a call, with what the host adds to every answer. */
export class HttpAnswer {
  readonly #call: HttpCall;
  readonly #response: ServerResponse;
  readonly #added: AnswerHeaders;

  constructor(call: HttpCall, response: ServerResponse, added: AnswerHeaders) {
    this.#call = call;
    this.#response = response;
    this.#added = added;
  }

  /** Whether its head is on its way. */
  get isBegun(): boolean {
    return this.#response.headersSent;
  }

  /** Whether nobody waits for it any more. */
  get isGone(): boolean {
    return this.#response.destroyed;
  }

  /** @param listener called when the caller leaves before all of it was sent. */
  onGone(listener: () => void): void {
    this.#response.once("close", () => {
      if (!this.#response.writableFinished) listener();
    });
  }

  /**
   * Sends a whole answer; resolves when it is sent, or nobody waits for it.
   *
   * @throws TypeError when a header cannot be sent; nothing was then.
   */
  async send(status: number, headers = new Headers(), body?: Uint8Array | string): Promise<void> {
    const bytes = BODYLESS.includes(status) ? undefined : Buffer.from(body ?? "");
    if (status === 204 || status === 304) headers.delete("content-length");
    else headers.set("content-length", String(bytes?.byteLength ?? 0));
    this.#writeHead(status, headers);
    this.#response.end(bytes);
    await finished(this.#response).catch(ignoreGone);
  }

  /** Sends the head; what is written to the returned stream follows as it comes. */
  begin(status: number, headers: Headers): ServerResponse {
    this.#writeHead(status, headers);
    this.#response.flushHeaders();
    return this.#response;
  }

  #writeHead(status: number, headers: Headers): void {
    for (const name of OF_CONNECTION) headers.delete(name);
    addHeaders(headers, this.#call, this.#added);
    const cookies = headers.getSetCookie();
    headers.delete("set-cookie");
    const head: Record<string, string | string[]> = Object.fromEntries(headers);
    if (cookies.length > 0) head["set-cookie"] = cookies;
    this.#response.writeHead(status, head);
  }

  /** Refuses a call of which more may come: it is not waited for without end. */
  async refuse(status: number): Promise<void> {
    const { message } = this.#call;
    this.#response.shouldKeepAlive = false;
    const close = setTimeout(() => message.socket.destroy(), DRAIN_MS).unref();
    message.once("close", () => clearTimeout(close));
    message.resume();
    await this.send(status);
  }
}

/** A caller who left is no failure of the host. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
}
