import type { FunctionHost } from "../host/function-host.js";
import type { HostKeys } from "../host/host-keys.js";

/** A request to a host's admin API, by somebody who may. */
export interface AdminRequest {
  readonly request: Request;
  readonly host: FunctionHost;
  readonly keys: HostKeys;
  /** What stands in the path where the route leaves it open, decoded. */
  readonly names: readonly string[];
}

/** One thing that the admin API does. */
export interface AdminRoute {
  readonly methods: readonly string[];
  /** Matched against the whole path, ignoring case. */
  readonly path: RegExp;
  /** Also for callers without a key. */
  readonly isOpen?: true;
  answer(request: AdminRequest): Response | Promise<Response>;
}

export const noContent = (status: number): Response => new Response(null, { status });

/**
 * The JSON of a body; undefined when there is none, or it is not JSON.
 *
 * @throws UnsupportedMediaType for a type that is not JSON.
 */
export async function jsonOf(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type");
  const text = await request.text();
  if (type !== null && text !== "" && !/^(application|text)\/(.+\+)?json\s*(;|$)/i.test(type)) {
    throw new UnsupportedMediaType();
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A body of a type that the host's controllers do not read: 415. */
export class UnsupportedMediaType extends Error {
  override readonly name = "UnsupportedMediaType";
}
