/** An answer, its body no longer in chunks. Text has one character for each byte. */
export interface WireAnswer {
  readonly status: number;
  /** Status line and headers, as they came. */
  readonly head: string;
  readonly body: string;
  /** Whether the connection can be used again. */
  readonly keepsAlive: boolean;
}

/** What was read of a connection. */
export interface Reading {
  readonly answer: WireAnswer;
  /** What came behind it. */
  readonly rest: string;
}

/**
 * Reads the first answer of what came over a connection, by RFC 9112; interim answers (1xx) are passed over.
 *
 * @param method of the request.
 * @param ended whether nothing more will come.
 * @returns undefined while it is not complete.
 * @throws for what is no HTTP.
 */
export function readAnswer(received: string, method: string, ended: boolean): Reading | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = received.slice(0, end);
  const after = received.slice(end + 4);
  const status = Number(/^HTTP\/1\.1 (\d{3})( |$)/m.exec(head)?.[1]);
  if (Number.isNaN(status)) throw new Error(`no HTTP came: ${JSON.stringify(head.slice(0, 200))}`);
  if (status < 200 && status !== 101) return readAnswer(after, method, ended);
  const body = bodyOf(head, after, { bodyless: method === "HEAD" || status === 204 || status === 304, ended });
  if (body === undefined) return undefined;
  const keepsAlive = !/^connection: *close/im.test(head) && !ended;
  return { answer: { status, head, body: body.text, keepsAlive }, rest: body.rest };
}

function bodyOf(
  head: string,
  after: string,
  { bodyless, ended }: { readonly bodyless: boolean; readonly ended: boolean },
): { readonly text: string; readonly rest: string } | undefined {
  if (bodyless) return { text: "", rest: after };
  if (/^transfer-encoding: *chunked/im.test(head)) return unchunked(after);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length === undefined) return ended ? { text: after, rest: "" } : undefined;
  return after.length < Number(length)
    ? undefined
    : { text: after.slice(0, Number(length)), rest: after.slice(Number(length)) };
}

function unchunked(after: string): { readonly text: string; readonly rest: string } | undefined {
  let text = "";
  for (let at = 0; ; ) {
    const line = after.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const size = Number.parseInt(after.slice(at, line), 16);
    if (Number.isNaN(size)) throw new Error(`no chunk came: ${JSON.stringify(after.slice(at, line))}`);
    if (after.length < line + 2 + size + 2) return undefined;
    text += after.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
    if (size === 0) return { text, rest: after.slice(at) };
  }
}
