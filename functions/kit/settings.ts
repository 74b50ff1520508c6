import { type App, type Need, type NeedByKind, type NeedKind, settingOf } from "../../contracts/index.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** kind → the URL that its setting must hold, with the part that the stack chooses in braces. */
const FORMS: { readonly [K in NeedKind]: (need: NeedByKind[K]) => { host: string; path: string } } = {
  blobContainer: ({ resource }) => ({ host: "{account}.blob.core.windows.net", path: `/${resource.name}` }),
  table: ({ resource }) => ({ host: "{account}.table.core.windows.net", path: `/${resource.name}` }),
  secret: ({ resource }) => ({ host: "{vault}.vault.azure.net", path: `/secrets/${resource.name}` }),
  publish: () => ({ host: "{topic}.{region}-1.eventgrid.azure.net", path: "/api/events" }),
};

/**
 * Where each of an app's needs is met, by need key.
 *
 * The host is not held against a pattern, because sovereign clouds have other suffixes; scheme and path are.
 *
 * @throws one error that names every setting that is missing or malformed, and what is expected of it.
 */
export function endpointsOf(app: App, environment: Environment): Readonly<Record<string, URL>> {
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
  if (faults.length > 0) throw new Error(`app "${app.name}": settings are not right:\n  ${faults.join("\n  ")}`);
  return endpoints;
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
