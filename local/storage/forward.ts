import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { type Azurite, answerOf } from "./azurite.js";
import type { StorageHost } from "./storage-host.js";

/** Headers of one connection, those that Azurite gets from the local Azure alone, and what it must not see. */
const OWN =
  /^(host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|x-forwarded-.*|forwarded|x-local-azure-pass)$/i;

export interface ForwardOptions extends StorageHost {
  /** Whether it was authorised already. Its token then stays here, unless `keepToken`. */
  readonly authorised: boolean;
  /** `Get User Delegation Key` reads from the token who asks. */
  readonly keepToken: boolean;
  /** Replaces the body and its type. */
  readonly replaced?: { readonly contentType?: string; readonly body: Buffer };
}

/**
 * Sends a request on to Azurite, its body as it comes, and gives its answer, not yet read.
 *
 * @throws StorageError 503 when Azurite is not there; SDKs try again.
 */
export async function forward(
  azurite: Azurite,
  request: IncomingMessage,
  options: ForwardOptions,
): Promise<IncomingMessage> {
  const { authorised, keepToken, replaced } = options;
  const headers: string[] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = "", value = ""] = request.rawHeaders.slice(index, index + 2);
    if (OWN.test(name)) continue;
    if (authorised && !keepToken && /^authorization$/i.test(name)) continue;
    if (replaced !== undefined && /^content-length$/i.test(name)) continue;
    if (replaced?.contentType !== undefined && /^content-type$/i.test(name)) continue;
    headers.push(name, value);
  }
  if (replaced !== undefined) headers.push("Content-Length", String(replaced.body.length));
  if (replaced?.contentType !== undefined) headers.push("Content-Type", replaced.contentType);
  const outgoing = await azurite.open({
    ...options,
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers,
  });
  const answer = answerOf(outgoing);
  if (replaced === undefined) {
    // Azurite may answer before it has read all; its answer counts then, not how the body ended.
    pipeline(request, outgoing).catch((error: unknown) => outgoing.destroy(asError(error)));
  } else {
    outgoing.end(replaced.body);
  }
  return answer;
}

/**
 * Answers with what Azurite answered.
 *
 * @returns whether it went through to the end; otherwise the connection is closed, and the client sees that.
 */
export async function answerWith(response: ServerResponse, answer: IncomingMessage): Promise<boolean> {
  const headers: string[] = [];
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    const [name = "", value = ""] = answer.rawHeaders.slice(index, index + 2);
    if (!OWN.test(name)) headers.push(name, value);
  }
  response.writeHead(answer.statusCode ?? 502, headers);
  return pipeline(answer, response).then(
    () => true,
    () => false,
  );
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
