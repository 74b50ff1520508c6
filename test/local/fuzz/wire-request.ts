export type WireHeader = readonly [name: string, value: string];

/**
 * A request before it is bytes. Text has one character for each byte. What stands in `$(…)` is a credential that is
 * filled in on the way, so that a report of a failure can be read, and shows none.
 */
export interface WireRequest {
  /** The name of the connection: where the proxy leads, and what the certificate is for. */
  readonly connect: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly WireHeader[];
  readonly body: string;
}

/** Gives the text that a placeholder stands for. */
export type Fill = (text: string) => string;

/** Headers that say where a request ends: only the test of malformed HTTP makes up those. */
const FRAMING = /^(content-length|transfer-encoding|trailer)$/i;

/** As it goes over the wire. The length is told as it is, so that the next request begins where this one ends. */
export function bytesOf(request: WireRequest, fill: Fill): Buffer {
  const body = Buffer.from(fill(request.body), "latin1");
  const headers = request.headers.filter(([name]) => !FRAMING.test(name));
  const lines = [
    `${request.method} ${fill(request.target)} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${fill(value)}`),
    ...(body.length > 0 || /^(POST|PUT|PATCH)$/.test(request.method) ? [`content-length: ${body.length}`] : []),
  ];
  const head = lines.map((line) => line.replace(/[\r\n]/g, "")).join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), body]);
}

/** For people: shortened, without credentials. */
export function textOf({ connect, method, target, headers, body }: WireRequest): string {
  const short = (text: string) => (text.length > 400 ? `${text.slice(0, 400)}… (${text.length} bytes)` : text);
  const lines = headers.map(([name, value]) => `${name}: ${short(value)}`);
  return [`to ${connect}: ${method} ${short(target)}`, ...lines, "", short(body)].join("\n");
}
