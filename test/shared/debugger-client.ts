import assert from "node:assert/strict";
import { eventually } from "./eventually.js";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

/** A place where the debugger stopped the code. */
export interface Pause {
  readonly reason: string;
  readonly hitBreakpoints: readonly string[];
  readonly callFrames: readonly { readonly callFrameId: string; readonly functionName: string; readonly url: string }[];
}

/**
 * A debugger: speaks the protocol of Node's inspector.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/v8/Debugger/
 */
export class DebuggerClient {
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #events: Message[] = [];
  #sent = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.id === undefined) this.#events.push(message);
      else this.#answers.get(message.id)?.(message);
    });
  }

  /** Attaches to the process that listens on a port of 127.0.0.1, as soon as there is one. */
  static async attach(port: number): Promise<DebuggerClient> {
    const url = await eventually(`an inspector on port ${port}`, () => inspectorUrl(port));
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Error(`no debugger session at ${url}`)));
    });
    const client = new DebuggerClient(socket);
    await client.send("Debugger.enable");
    return client;
  }

  async send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    this.#sent += 1;
    const id = this.#sent;
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answer;
    return result ?? assert.fail(`${method}: ${error?.message}`);
  }

  /** The value of an expression in the frame that is stopped. */
  async evaluate(pause: Pause, expression: string): Promise<unknown> {
    const [frame] = pause.callFrames;
    const options = { callFrameId: frame?.callFrameId, expression, returnByValue: true };
    const { result } = await this.send("Debugger.evaluateOnCallFrame", options);
    return (result as { value: unknown }).value;
  }

  /** Waits until the code stops, and takes that up. */
  async paused(): Promise<Pause> {
    const found = await eventually("the code stops at a breakpoint", () => this.#take("Debugger.paused"));
    return found as unknown as Pause;
  }

  /** Scripts that were loaded so far. */
  scripts(): Script[] {
    return this.#events.flatMap(({ method, params }) =>
      method === "Debugger.scriptParsed" ? [params as unknown as Script] : [],
    );
  }

  close(): void {
    this.socket.close();
  }

  #take(method: string): Message["params"] {
    const at = this.#events.findIndex((event) => event.method === method);
    return at < 0 ? undefined : this.#events.splice(at, 1)[0]?.params;
  }
}

/** What a debugger connects to; nothing while nobody listens. */
export async function inspectorUrl(port: number): Promise<string | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
  const [target] = ((await answer?.json()) ?? []) as { webSocketDebuggerUrl?: string }[];
  return target?.webSocketDebuggerUrl;
}
