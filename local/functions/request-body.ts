/** The caller sent more than is taken. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/**
 * Reads a request's body.
 *
 * @throws BodyTooLarge
 */
export const readBody = (request: Request, limitBytes: number): Promise<Buffer> =>
  readParts(request.body ?? [], Number(request.headers.get("content-length") ?? 0), limitBytes);

/**
 * Reads a body as it comes.
 *
 * @param declaredBytes what the request says of its length; 0 when it says nothing.
 * @throws BodyTooLarge
 */
export async function readParts(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  declaredBytes: number,
  limitBytes: number,
): Promise<Buffer> {
  if (declaredBytes > limitBytes) throw new BodyTooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.byteLength;
    if (size > limitBytes) throw new BodyTooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
