import type * as z from "zod";
import { type Auth, requireAuth } from "./auth.js";

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Statuses of an answer that went well. */
export type HttpSuccess = 200 | 201 | 202 | 204;

/** What the Functions host takes at most, in kilobytes. */
const MOST_KILOBYTES = 100 * 1024;
const KILOBYTES = 100;

/** Answers an HTTP request at `/api/{route}`, for the callers that it names. */
export interface OnHttp<B = unknown, R = unknown, A extends Auth = Auth> {
  readonly trigger: "http";
  readonly method: HttpMethod;
  readonly route: string;
  readonly auth: A;
  /** Schema of the JSON body. A body that does not fit is answered with 400 before the handler sees it. */
  readonly body?: z.ZodType<B>;
  /** 1,024 bytes each. A longer body is answered with 413, and not read to its end. */
  readonly maxBodyKilobytes: number;
  /** Schema of the JSON answer; without it there is none. */
  readonly response?: z.ZodType<R>;
  /** Of an answer that went well. */
  readonly status: HttpSuccess;
}

export interface HttpOptions<B, R, A extends Auth> {
  /** The one method that it answers; others get 404, as the Functions host does. */
  readonly method: HttpMethod;
  /** Below `/api/`, e.g. `names` or `names/{id}`. */
  readonly route: string;
  /** Who may call it; `"anonymous"` is everybody. */
  readonly auth: A;
  /** Schema of the JSON body, for methods that carry one. */
  readonly body?: z.ZodType<B>;
  /** 1 to 102,400, default 100: the longest body that is read. */
  readonly maxBodyKilobytes?: number;
  /** Schema of the JSON answer. */
  readonly response?: z.ZodType<R>;
  /** Default 200, or 204 without a response. */
  readonly status?: HttpSuccess;
}

/**
 * @throws when it does not say who may call, or with the option, its value and what is allowed.
 * @example
 * onHttp({ method: "POST", route: "names", auth: { roles: ["Names.Generate"] }, body: z.object({ name: z.string() }) })
 */
export function onHttp<B = undefined, R = undefined, const A extends Auth = Auth>(
  options: HttpOptions<B, R, A>,
): OnHttp<NoInfer<B>, NoInfer<R>, A> {
  const { method, route, auth, body, response } = options;
  const maxBodyKilobytes = options.maxBodyKilobytes ?? KILOBYTES;
  const what = `${method} ${route}`;
  requireAuth(what, auth);
  if (!Number.isInteger(maxBodyKilobytes) || maxBodyKilobytes < 1 || maxBodyKilobytes > MOST_KILOBYTES) {
    throw new Error(
      `${what}: maxBodyKilobytes is ${maxBodyKilobytes}: expected a whole number from 1 to ${MOST_KILOBYTES}`,
    );
  }
  return {
    trigger: "http",
    method,
    route,
    auth,
    maxBodyKilobytes,
    status: options.status ?? (response === undefined ? 204 : 200),
    ...(body === undefined ? {} : { body }),
    ...(response === undefined ? {} : { response }),
  };
}
