import { refusedByAzure } from "./azure-refusal.js";
import { masked } from "./masked.js";
import type { Outside } from "./outside.js";
import { NotYet, PATIENCE, type Patience, patiently } from "./patience.js";

/** As `web.listWebAppHostKeys` answers. */
export interface HostKeys {
  readonly masterKey?: string;
  readonly systemKeys?: Readonly<Record<string, string>>;
}

/**
 * Which key of a host: the master key, which opens all of it, or the one that the host makes for Event Grid when it
 * loads the extension, which opens its webhooks alone.
 */
export type KeyName = "masterKey" | "eventGridKey";

const PICK: Readonly<Record<KeyName, (keys: HostKeys) => string | undefined>> = {
  masterKey: ({ masterKey }) => masterKey,
  eventGridKey: ({ systemKeys }) => systemKeys?.eventgrid_extension,
};

export interface KeySearch {
  /** Name of the site, for texts. */
  readonly site: string;
  /** e.g. `https://{site}.azurewebsites.net`. */
  readonly siteUrl: string;
  readonly name: KeyName;
  readonly list: () => Promise<HostKeys>;
  readonly patience?: Patience;
}

const WAKE_TIMEOUT_MS = 20_000;

/**
 * A key of the host, as soon as there is one: keys exist once the host has run, the one for Event Grid once it has
 * loaded the extension. Before that, listing answers 400, 404 or 5xx, or gives no key; the site is called in between,
 * as it may have been scaled to nothing.
 *
 * @throws when listing is refused for good, or time is up.
 * @see https://github.com/pulumi/pulumi-azure/issues/442 for what a host answers that is not up
 * @see https://github.com/Azure/azure-functions-host/issues/4661 for the key of Event Grid
 */
export async function hostKey({ site, siteUrl, name, list, patience }: KeySearch, outside: Outside): Promise<string> {
  const what = `host key of ${site}`;
  return patiently(what, patience ?? PATIENCE, outside, async () => {
    const keys = await list().catch((error: unknown) => {
      throw refusedByAzure(what, "listing keys", "Microsoft.Web/sites/host/listkeys/action", error);
    });
    const key = PICK[name](keys);
    if (key !== undefined && key !== "") return key;
    const answered = await outside.http(siteUrl, { timeoutMs: WAKE_TIMEOUT_MS }).then(
      ({ status }) => `its site answers ${status}`,
      (error: Error) => `its site gives ${masked(error.message)}`,
    );
    throw new NotYet(`the host has made no ${name} yet, ${answered}`);
  });
}
