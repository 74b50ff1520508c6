import type { Platform } from "../shared/service.js";
import type { WireAnswer, WireRequest } from "../shared/wire.js";
import { ANSWER_TIMEOUT_MS, LATE_ANSWER_MS } from "./constants.js";
import type { Answer } from "./retry-policy.js";

/** What a subscriber answered. */
export type CallResult =
  | { readonly status: number; readonly headers: WireAnswer["headers"]; readonly body: string }
  | Failure;
type Failure = Extract<Answer, { failure: string }>;

/** Bytes of an answer that are read: nobody needs more. */
const MAX_ANSWER_BYTES = 65_536;
const UNRESOLVED = ["ENOTFOUND", "EAI_AGAIN"];

/**
 * Calls a subscriber and waits for its answer: at most thirty seconds, unless a debugger may have stopped it.
 *
 * @param ended aborts the call; then the promise rejects.
 * @param late is told what comes after the thirty seconds: the call goes on for three minutes then. Without it the call
 *   ends with them.
 */
export async function call(
  { wire, clock, debugged }: Pick<Platform, "wire" | "clock" | "debugged">,
  url: string,
  init: WireRequest,
  ended?: AbortSignal,
  late?: (result: CallResult) => void,
): Promise<CallResult> {
  ended?.throwIfAborted();
  // One controller for both: a signal made of several stays with the one that lives on (github.com/nodejs/node/issues/54614).
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  ended?.addEventListener("abort", stop);
  const answered = exchange(wire, url, { ...init, signal: stopped.signal }).finally(() =>
    ended?.removeEventListener("abort", stop),
  );
  const result = Promise.withResolvers<CallResult>();
  let timedOut = false;
  let cancel = (): void => undefined;
  if (!debugged.has(new URL(url).hostname)) {
    cancel = clock.after(ANSWER_TIMEOUT_MS, () => {
      timedOut = true;
      result.resolve({ failure: "TimedOut" });
      if (late === undefined) stop();
      else cancel = clock.after(LATE_ANSWER_MS - ANSWER_TIMEOUT_MS, stop);
    });
  }
  void answered.then((answer) => {
    cancel();
    if (ended?.aborted === true) result.reject(ended.reason);
    else if (timedOut) late?.(answer);
    else result.resolve(answer);
  });
  return result.promise;
}

/** Never rejects: a call that was aborted is a connection that broke. */
async function exchange(wire: Platform["wire"], url: string, init: WireRequest): Promise<CallResult> {
  try {
    const response = await wire.request(url, init);
    return { status: response.status, headers: response.headers, body: await read(response) };
  } catch (error) {
    return { failure: causeOf(error) };
  }
}

async function read({ body }: WireAnswer): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_BYTES) break;
  }
  return text;
}

function causeOf(error: unknown): Failure["failure"] {
  const { code } = error as { code?: unknown };
  return UNRESOLVED.includes(String(code)) ? "ResolutionError" : "SocketError";
}
