import type { Dispatcher, EnvHttpProxyAgent } from "undici";

export interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "OPTIONS";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** After which the call fails as if the network had. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** @throws NetworkError when no answer came. */
export type Http = (url: string, call: Call) => Promise<Answer>;

/** No answer: unknown host, refused connection, timeout. Names the cause and never the URL, which may hold a key. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/**
 * HTTP calls that go through the proxy of the environment (`HTTPS_PROXY`, `NO_PROXY`). Node's own `fetch` does so
 * only when told at its start. https://nodejs.org/api/cli.html#node_use_env_proxy1
 *
 * @param proxy in place of what the environment says.
 */
export function createHttp(proxy: EnvHttpProxyAgent.Options = {}): Http {
  let dispatcher: Dispatcher | undefined;
  return async (url, { timeoutMs, ...call }) => {
    // Loaded when first needed: a preview calls nobody.
    const { EnvHttpProxyAgent, fetch } = await import("undici");
    dispatcher ??= new EnvHttpProxyAgent(proxy);
    try {
      return await fetch(url, { ...call, dispatcher, signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      throw new NetworkError(causeOf(error));
    }
  };
}

/** As the environment says. */
export const http: Http = createHttp();

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError") return "no answer in time";
  const { code } = (error.cause ?? error) as { readonly code?: unknown };
  return typeof code === "string" ? `no answer (${code})` : "no answer";
}
