import type { HttpRequest } from "@azure/functions";

/**
 * The body of a request as text.
 *
 * @param most bytes.
 * @returns nothing when it is longer: then it is not read to its end.
 */
export async function readBody({ headers, body }: Pick<HttpRequest, "headers" | "body">, most: number) {
  if (Number(headers.get("content-length") ?? 0) > most) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array> | []) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
