import { masked } from "./masked.js";
import { NotYet } from "./patience.js";

/**
 * What an error of a call through azure-native means: to be tried again, or final. A status that we cannot read counts
 * as "try again": the wait is bounded, and its end names the text.
 *
 * @param what e.g. `host key of func-recorder-dev-1a2b3c`.
 * @param doing e.g. `listing keys`.
 * @param right what the deploying login needs for it.
 */
export function refusedByAzure(what: string, doing: string, right: string, error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  const status = statusIn(text);
  const passing = status === undefined || [400, 404, 408, 409, 429].includes(status) || status >= 500;
  if (passing) return new NotYet(status === undefined ? masked(text) : `${doing} answers ${status}`);
  const remedy = status === 401 || status === 403 ? `: the deploying login needs ${right}` : "";
  return new Error(`${what} was refused with ${status}${remedy}: ${masked(text)}`);
}

/** As the provider writes them: `RESPONSE 400: …` or `Status=400 Code=…`. */
function statusIn(text: string): number | undefined {
  const status = /\b(?:RESPONSE |Status(?:Code)?[=:]\s*)(\d{3})\b/i.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}
