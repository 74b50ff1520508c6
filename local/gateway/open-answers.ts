import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * The answers that connections still wait for. When a connection ends, Node closes the answer that was being sent, but
 * none of those that wait behind it because the caller did not wait for the first; who waits for one of them to be
 * sent would wait for ever.
 *
 * @see https://github.com/nodejs/node/blob/v22.x/lib/_http_server.js `onServerResponseClose`
 */
export class OpenAnswers {
  readonly #of = new WeakMap<Socket, Set<ServerResponse>>();

  /** Closes the answer with the connection of its request, unless it is closed before. */
  add({ socket }: Pick<IncomingMessage, "socket">, response: ServerResponse): void {
    const known = this.#of.get(socket);
    const answers = known ?? new Set();
    if (known === undefined) {
      this.#of.set(socket, answers);
      socket.once("close", () => closeAll(answers));
    }
    answers.add(response);
    response.once("close", () => answers.delete(response));
  }
}

function closeAll(answers: ReadonlySet<ServerResponse>): void {
  for (const response of [...answers]) {
    if (response.socket !== null) continue;
    // All that Node does to the first; `_closed` is what `finished` of node:stream goes by.
    Object.assign(response.destroy(), { _closed: true });
    response.emit("close");
  }
}
