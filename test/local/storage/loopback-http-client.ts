import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** What is used of the SDKs' requests. */
interface SdkRequest {
  readonly url: string;
  readonly method: string;
  /** The storage SDK's form of headers says `toJson`, that of all others `toJSON`. */
  readonly headers: Partial<
    Record<"toJSON" | "toJson", (options: { preserveCase: boolean }) => Record<string, string>>
  >;
  readonly body?: unknown;
  readonly streamResponseStatusCodes?: Set<number>;
}

/** Headers in the form that the SDKs' two pipelines ask for. */
class SdkHeaders {
  constructor(private readonly values: Record<string, string>) {}

  get(name: string): string | undefined {
    return this.values[name.toLowerCase()];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: string): void {
    this.values[name.toLowerCase()] = value;
  }

  toJSON(): Record<string, string> {
    return this.values;
  }

  toJson(): Record<string, string> {
    return this.values;
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return Object.entries(this.values)[Symbol.iterator]();
  }
}

/**
 * An HTTP client for the unmodified SDKs: they say `https://{account}.blob.core.windows.net`, and it connects to a
 * port of this machine, in clear, with that `Host`.
 */
export const loopbackHttpClient = (port: () => number) => ({
  async sendRequest(request: SdkRequest): Promise<unknown> {
    const url = new URL(request.url);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = httpRequest(
        {
          host: "127.0.0.1",
          port: port(),
          method: request.method,
          path: `${url.pathname}${url.search}`,
          headers: { ...headersOf(request), Host: url.host },
        },
        resolve,
      ).on("error", reject);
      const body = typeof request.body === "function" ? request.body() : request.body;
      if (body instanceof Readable) body.pipe(outgoing);
      else outgoing.end(body instanceof ArrayBuffer ? Buffer.from(body) : body);
    });
    const status = answer.statusCode ?? 0;
    const headers = new SdkHeaders(flat(answer.headers));
    const streams = request.streamResponseStatusCodes;
    if (streams?.has(status) || streams?.has(Number.POSITIVE_INFINITY)) {
      return { request, status, headers, readableStreamBody: answer };
    }
    return { request, status, headers, bodyAsText: Buffer.concat(await answer.toArray()).toString() };
  },
});

const headersOf = ({ headers }: SdkRequest): Record<string, string> =>
  headers.toJSON?.({ preserveCase: true }) ?? headers.toJson?.({ preserveCase: true }) ?? {};

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
