import type { Platform } from "../shared/service.js";
import { ANSWER_TIMEOUT_MS } from "./constants.js";
import type { Answer } from "./retry-policy.js";

/** What a subscriber answered. */
export type CallResult = { readonly status: number; readonly headers: Headers; readonly body: string } | Failure;
type Failure = Extract<Answer, { failure: string }>;

/** Bytes of an answer that are read: nobody needs more. */
const MAX_ANSWER_BYTES = 65_536;
const UNRESOLVED = ["ENOTFOUND", "EAI_AGAIN"];

/**
 * Calls a subscriber and waits for its answer: at most thirty seconds, unless a debugger may have stopped it.
 *
 * @param ended aborts the call; then the promise rejects.
 */
export async function call(
  { wire, clock, debugged }: Pick<Platform, "wire" | "clock" | "debugged">,
  url: string,
  init: RequestInit,
  ended?: AbortSignal,
): Promise<CallResult> {
  ended?.throwIfAborted();
  // One controller for both: a signal made of several stays with the one that lives on (github.com/nodejs/node/issues/54614).
  const stopped = new AbortController();
  let timedOut = false;
  const stop = () => stopped.abort();
  const cancel = debugged.has(new URL(url).hostname)
    ? () => undefined
    : clock.after(ANSWER_TIMEOUT_MS, () => {
        timedOut = true;
        stop();
      });
  ended?.addEventListener("abort", stop);
  try {
    const response = await wire.fetch(url, { ...init, signal: stopped.signal });
    return { status: response.status, headers: response.headers, body: await read(response) };
  } catch (error) {
    ended?.throwIfAborted();
    return { failure: timedOut ? "TimedOut" : causeOf(error) };
  } finally {
    cancel();
    ended?.removeEventListener("abort", stop);
  }
}

async function read(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_BYTES) break;
  }
  return text;
}

function causeOf(error: unknown): Failure["failure"] {
  const { cause } = error as { cause?: { code?: unknown } };
  return UNRESOLVED.includes(String(cause?.code)) ? "ResolutionError" : "SocketError";
}
