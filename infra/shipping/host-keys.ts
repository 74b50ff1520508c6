import { masked } from "./masked.js";
import type { Outside } from "./outside.js";
import { NotYet, PATIENCE, type Patience, patiently } from "./patience.js";

/** As `web.listWebAppHostKeys` answers. */
export interface HostKeys {
  readonly masterKey?: string;
}

export interface KeySearch {
  /** Name of the site, for texts. */
  readonly site: string;
  /** e.g. `https://{site}.azurewebsites.net`. */
  readonly siteUrl: string;
  readonly list: () => Promise<HostKeys>;
  readonly patience?: Patience;
}

const WAKE_TIMEOUT_MS = 20_000;

/**
 * The host's master key, as soon as there is one: keys exist once the host has run. Before that, listing answers 400,
 * 404 or 5xx, or gives no key; the site is called in between, as it may have been scaled to nothing.
 *
 * @throws when listing is refused for good, or time is up.
 * @see https://github.com/pulumi/pulumi-azure/issues/442 for what a host answers that is not up
 */
export async function masterKey({ site, siteUrl, list, patience }: KeySearch, outside: Outside): Promise<string> {
  const what = `host key of ${site}`;
  return patiently(what, patience ?? PATIENCE, outside, async () => {
    const { masterKey } = await list().catch((error: unknown) => {
      throw refusal(what, error);
    });
    if (masterKey !== undefined && masterKey !== "") return masterKey;
    const answered = await outside.http(siteUrl, { timeoutMs: WAKE_TIMEOUT_MS }).then(
      ({ status }) => `its site answers ${status}`,
      (error: Error) => `its site gives ${masked(error.message)}`,
    );
    throw new NotYet(`the host has made none yet, ${answered}`);
  });
}

/** A status that we cannot read counts as "try again": the wait is bounded, and its end names the text. */
function refusal(what: string, error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  const status = statusIn(text);
  const passing = status === undefined || [400, 404, 408, 409, 429].includes(status) || status >= 500;
  if (passing) return new NotYet(status === undefined ? masked(text) : `listing keys answers ${status}`);
  const remedy =
    status === 401 || status === 403 ? ": the deploying login needs Microsoft.Web/sites/host/listkeys/action" : "";
  return new Error(`${what} was refused with ${status}${remedy}: ${masked(text)}`);
}

/** As the provider writes them: `RESPONSE 400: …` or `Status=400 Code=…`. */
function statusIn(text: string): number | undefined {
  const status = /\b(?:RESPONSE |Status(?:Code)?[=:]\s*)(\d{3})\b/i.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}
