import { type IncomingMessage, request } from "node:http";
import { pipeline, Transform } from "node:stream";
import type { Clock } from "../../shared/clock.js";
import { BodyTooLarge } from "../request-body.js";
import { type HttpAnswer, isOfConnection } from "./http-answer.js";
import type { HttpCall } from "./http-call.js";

/** A request on its way to the HTTP server of an app's process. */
export interface Forwarding {
  /** Of the answer, once it has begun. */
  readonly status: number | undefined;
  /** Resolves when the answer was passed on, or never will be. Then with why, if it is the caller's fault or the app's. */
  readonly ended: Promise<Error | undefined>;
  abort(): void;
}

export interface ForwardOptions {
  /** Of the app's HTTP server on 127.0.0.1. */
  readonly port: number;
  readonly invocationId: string;
  readonly bodyLimitBytes: number;
  readonly clock: Clock;
  /** How long nothing may come or go. */
  readonly idleLimitMs: number;
}

/**
 * Passes a request on as it comes, and its answer back as it comes, neither faster than the other side takes it. A
 * caller who goes away ends it.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/Server/DefaultHttpProxyService.cs
 */
export function forward(call: HttpCall, answer: HttpAnswer, options: ForwardOptions): Forwarding {
  const { port, clock, idleLimitMs } = options;
  const { pathname, search } = new URL(call.url);
  const outgoing = request({
    host: "127.0.0.1",
    port,
    // One connection a request: a kept one may be closed just when it is used again.
    agent: false,
    method: call.method,
    path: pathname + search,
    headers: forwardedHeaders(call, options),
  });
  let status: number | undefined;
  let end: (why?: Error) => void = () => undefined;
  const ended = new Promise<Error | undefined>((resolve) => {
    end = resolve;
  });
  let cancelIdle = (): void => undefined;
  const touch = (): void => {
    cancelIdle();
    cancelIdle = clock.after(idleLimitMs, () => outgoing.destroy(new Error("nothing came or went for too long")));
  };
  touch();
  ended.then(() => cancelIdle());
  const onClose = (): void => end();
  answer.onGone(() => outgoing.destroy());
  outgoing.on("error", end).once("close", onClose);
  outgoing.once("response", (incoming) => {
    status = incoming.statusCode ?? 500;
    // The request has ended before all of its answer is passed on.
    outgoing.off("close", onClose);
    incoming.on("data", touch);
    pipeline(incoming, answer.begin(status, headersOf(incoming)), (error) => end(error ?? undefined));
  });
  const { message } = call;
  if (hasBody(call)) {
    const meter = metered(options.bodyLimitBytes, touch);
    meter.once("error", (error) => outgoing.destroy(error));
    // An app may answer before it has all of the request: the rest of that is let go.
    outgoing.once("close", () => message.unpipe(meter).resume());
    message.pipe(meter).pipe(outgoing);
  } else {
    message.resume();
    outgoing.end();
  }
  return {
    get status() {
      return status;
    },
    ended,
    abort: () => outgoing.destroy(),
  };
}

/** A body of GET and HEAD reaches no handler: there is none in the library's requests. */
const hasBody = ({ method, headers }: HttpCall): boolean =>
  method !== "GET" &&
  method !== "HEAD" &&
  (headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0);

function forwardedHeaders(call: HttpCall, { port, invocationId }: ForwardOptions): Record<string, string> {
  const passed = [...call.headers].filter(([name]) => !isOfConnection(name) && name !== "expect");
  return {
    ...Object.fromEntries(hasBody(call) ? passed : passed.filter(([name]) => name !== "content-length")),
    ...(hasBody(call) && call.headers.has("transfer-encoding") ? { "transfer-encoding": "chunked" } : {}),
    // A server closes one that it is not to keep as soon as it has answered, also when more of the request comes.
    connection: "keep-alive",
    host: `localhost:${port}`,
    "x-forwarded-host": new URL(call.url).host,
    "x-ms-invocation-id": invocationId,
  };
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  return headers;
}

/** Lets so many bytes through. */
function metered(limitBytes: number, touch: () => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.byteLength;
      touch();
      done(bytes > limitBytes ? new BodyTooLarge() : null, chunk);
    },
  });
}
