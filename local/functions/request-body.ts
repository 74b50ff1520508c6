/** The caller sent more than is taken. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/**
 * Reads a request's body.
 *
 * @throws BodyTooLarge
 */
export async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw new BodyTooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  if (request.body !== null) {
    for await (const part of request.body) {
      size += part.byteLength;
      if (size > limitBytes) throw new BodyTooLarge();
      parts.push(part);
    }
  }
  return Buffer.concat(parts);
}
