import { gunzip } from "node:zlib";
import { MAX_BODY_BYTES } from "./constants.js";

/** A request that is not telemetry. */
export class BodyError extends Error {
  override readonly name = "BodyError";
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

export type Envelope = Readonly<Record<string, unknown>>;

/**
 * Reads the envelopes of a request: a JSON array, one JSON object, or one in each line; packed by gzip or not.
 * What is no object is nothing, so that its place in the answer is kept.
 *
 * @throws BodyError
 */
export async function readEnvelopes(body: Buffer, encoding: string | undefined): Promise<(Envelope | undefined)[]> {
  const text = (await unpacked(body, encoding)).toString("utf8").trim();
  if (text === "") return [];
  if (text.startsWith("[")) return (parsed(text) as unknown[]).map(envelopeOf);
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => envelopeOf(parsed(line)));
}

async function unpacked(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === "identity") return limited(body);
  if (encoding !== "gzip") throw new BodyError(415, `The content encoding '${encoding}' is not supported; gzip is.`);
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength: MAX_BODY_BYTES }, (error, result) => {
      if (error === null) resolve(result);
      else if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") reject(tooLarge());
      else reject(new BodyError(400, "The body is not valid gzip."));
    });
  });
}

function limited(body: Buffer): Buffer {
  if (body.length > MAX_BODY_BYTES) throw tooLarge();
  return body;
}

const tooLarge = () => new BodyError(413, `The request has more than ${MAX_BODY_BYTES} bytes.`);

const envelopeOf = (value: unknown): Envelope | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Envelope) : undefined;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyError(400, "The body is not valid JSON.");
  }
}
