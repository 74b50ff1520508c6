import {
  type App,
  type Issuer,
  type Need,
  type NeedByKind,
  type NeedKind,
  settingOf,
  TOKEN_ISSUERS,
  takesTokens,
} from "../../contracts/index.js";
import { ISSUERS_EXPECTED, issuersSchema } from "../../contracts/vocabulary/issuer.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** kind → the URL that its setting must hold, with the part that the stack chooses in braces. */
const FORMS: { readonly [K in NeedKind]: (need: NeedByKind[K]) => { host: string; path: string } } = {
  blobContainer: ({ resource }) => ({ host: "{account}.blob.core.windows.net", path: `/${resource.name}` }),
  table: ({ resource }) => ({ host: "{account}.table.core.windows.net", path: `/${resource.name}` }),
  secret: ({ resource }) => ({ host: "{vault}.vault.azure.net", path: `/secrets/${resource.name}` }),
  publish: () => ({ host: "{topic}.{region}-1.eventgrid.azure.net", path: "/api/events" }),
};

/** What an app is told by its settings. */
export interface Settings {
  /** Where each of its needs is met, by need key. */
  readonly endpoints: Readonly<Record<string, URL>>;
  /** Whose tokens it takes; nobody's where no function of it checks any. */
  readonly issuers: readonly Issuer[];
}

/**
 * Reads an app's settings.
 *
 * The host is not held against a pattern, because sovereign clouds have other suffixes; scheme and path are.
 *
 * @throws one error that names every setting that is missing or malformed, and what is expected of it.
 */
export function readSettings(app: App, environment: Environment): Settings {
  const endpoints: Record<string, URL> = {};
  const faults: string[] = [];
  for (const [key, need] of Object.entries<Need>(app.needs)) {
    const setting = settingOf(key);
    const form = formOf(need);
    const read = readUrl(environment[setting], form.path);
    if (read instanceof URL) endpoints[key] = read;
    else faults.push(`${setting}: ${read}, expected https://${form.host}${form.path}`);
  }
  if (environment.IDENTITY_ENDPOINT && !environment.AZURE_CLIENT_ID) {
    faults.push("AZURE_CLIENT_ID: missing, expected the client id of the app's user-assigned identity");
  }
  const issuers = readIssuers(app, environment[TOKEN_ISSUERS], faults);
  if (faults.length > 0) throw new Error(`app "${app.name}": settings are not right:\n  ${faults.join("\n  ")}`);
  return { endpoints, issuers };
}

function readIssuers(app: App, value: string | undefined, faults: string[]): readonly Issuer[] {
  if (!takesTokens(app)) return [];
  if (value !== undefined) {
    const issuers = issuersSchema.safeParse(parsed(value));
    if (issuers.success) return issuers.data;
  }
  faults.push(`${TOKEN_ISSUERS}: ${value === undefined ? "missing" : "malformed"}, expected ${ISSUERS_EXPECTED}`);
  return [];
}

/** Undefined when it is no JSON, which fits no schema. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formOf(need: Need): { host: string; path: string } {
  // The table is typed by kind; only the link between `need.kind` and `need` is lost in a lookup.
  const form = FORMS[need.kind] as (need: Need) => { host: string; path: string };
  return form(need);
}

/** The URL, or what is wrong with it. A query is never repeated: it could be a signature or a key. */
function readUrl(value: string | undefined, path: string): URL | string {
  if (value === undefined || value === "") return "missing";
  if (!URL.canParse(value)) return "not a URL";
  const url = new URL(value);
  if (url.username !== "" || url.password !== "") return "has credentials in it";
  if (url.search !== "" || url.hash !== "") return `"${url.origin}${url.pathname}" has a query or fragment`;
  if (url.protocol !== "https:" || url.pathname !== path) return `"${url.origin}${url.pathname}"`;
  return url;
}
