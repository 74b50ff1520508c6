import { TokenRefusal } from "./call-refusal.js";

/** Characters of the longest token that is looked at. Those of Entra with 200 groups have about 12,000. */
export const LONGEST_TOKEN = 16_384;

/**
 * The token of a request's `Authorization` header.
 *
 * @throws TokenRefusal when there is none, or what is there can be none; nothing longer than {@link LONGEST_TOKEN} is
 *   looked at.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export function bearerToken(header: string | null): string {
  if (header === null) throw new TokenRefusal("noToken");
  if (header.length > LONGEST_TOKEN + "Bearer ".length) throw new TokenRefusal("tooLong");
  if (!/^bearer( |$)/i.test(header)) throw new TokenRefusal("noToken");
  const token = header.slice("Bearer ".length).trim();
  if (!/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(token)) throw new TokenRefusal("malformed");
  return token;
}
