import { MAX_PAGE } from "./constants.js";
import { errors } from "./errors.js";

/** One page of a list, with the address of the next. */
export interface Page {
  readonly value: readonly object[];
  readonly nextLink: string | null;
}

const TOKEN = "$skiptoken";

/**
 * Cuts the page that a request asks for (`maxresults`, and the token of the page before).
 *
 * @throws KeyVaultError for a size that Key Vault does not take
 */
export function pageOf(url: URL, items: readonly object[]): Page {
  const size = Number(url.searchParams.get("maxresults") ?? MAX_PAGE);
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE) {
    throw errors.badParameter(`maxresults is ${url.searchParams.get("maxresults")}; allowed are 1 to ${MAX_PAGE}`);
  }
  const start = Number(url.searchParams.get(TOKEN) ?? 0);
  if (!Number.isInteger(start) || start < 0) throw errors.badParameter(`${TOKEN} is not one that the vault gave`);
  const end = start + size;
  return { value: items.slice(start, end), nextLink: end < items.length ? next(url, end) : null };
}

function next(url: URL, start: number): string {
  const link = new URL(url);
  link.protocol = "https:";
  link.searchParams.set(TOKEN, String(start));
  return link.href;
}
