import type {
  InvocationResponse,
  RpcHttpRequest,
  RpcHttpResponse,
  RpcStrings,
  RpcTypedData,
} from "../worker/protocol.js";
import type { HttpCall } from "./http-call.js";
import { setCookie } from "./http-cookie.js";
import type { RouteParams } from "./route-template.js";

/**
 * What a function is given of a request.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/MessageExtensions/GrpcMessageConversionExtensions.cs
 */
export function requestData(call: HttpCall, params: RouteParams, bytes: Uint8Array): RpcHttpRequest {
  return {
    url: call.url,
    method: call.method,
    nullableHeaders: strings(call.headers),
    nullableQuery: strings(joinedQuery(call.query)),
    nullableParams: strings(Object.entries(params)),
    ...(bytes.byteLength === 0 ? {} : { body: { bytes } }),
  };
}

/** The same without the body, as an app takes it that reads its requests from a stream. */
export const streamMetadata = (call: HttpCall, params: RouteParams): Record<string, RpcTypedData> => ({
  ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, { string: value }])),
  Headers: { json: JSON.stringify(Object.fromEntries(call.headers)) },
  Query: { json: JSON.stringify(Object.fromEntries(joinedQuery(call.query))) },
});

/** Repeated names, compared ignoring case, are joined by a comma; the first one's case stays. */
function joinedQuery(query: URLSearchParams): Map<string, string> {
  const names = new Map<string, string>();
  const joined = new Map<string, string>();
  for (const [given, value] of query) {
    const name = names.get(given.toLowerCase()) ?? given;
    names.set(name.toLowerCase(), name);
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return joined;
}

const strings = (pairs: Iterable<readonly [string, string]>): RpcStrings =>
  Object.fromEntries([...pairs].map(([name, value]) => [name, { value }]));

/** What a function answers. */
export interface FunctionAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body?: Uint8Array | string;
}

/** A function that returns nothing answers 204. */
export const statusOf = (response: InvocationResponse): number => {
  const http = httpOf(response);
  return http === undefined ? 204 : Number(http.statusCode ?? 200);
};

export function functionAnswer(response: InvocationResponse): FunctionAnswer {
  const http = httpOf(response);
  const headers = new Headers(http?.headers ?? {});
  for (const cookie of http?.cookies ?? []) headers.append("set-cookie", setCookie(cookie));
  const { bytes, string, json } = http?.body ?? {};
  const body = bytes ?? string ?? json;
  return { status: statusOf(response), headers, ...(body === undefined ? {} : { body }) };
}

const httpOf = ({ returnValue }: InvocationResponse): RpcHttpResponse | undefined =>
  returnValue?.http as RpcHttpResponse | undefined;
