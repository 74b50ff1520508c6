import type { HostKeys, KeyGrant } from "./host/host-keys.js";

/** Where a request may show a key. */
export interface Presented {
  readonly headers: { get(name: string): string | null | undefined };
  readonly query: URLSearchParams;
}

/**
 * What the key of a request lets it do: header `x-functions-key`, which goes before also when it is empty, else
 * `?code=`.
 *
 * @param functionName whose own keys count as well; left out where none is called.
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Security/Authentication/Keys/AuthenticationLevelHandler.cs
 * @returns undefined without a key, or with one that opens nothing.
 */
export async function grantOf(
  { headers, query }: Presented,
  keys: HostKeys,
  functionName?: string,
): Promise<KeyGrant | undefined> {
  const presented = headers.get("x-functions-key") ?? queryValue(query, "code");
  if (presented === undefined || presented === "") return undefined;
  return (
    keys.grantOf(presented) ?? (functionName === undefined ? undefined : keys.grantOfFunction(functionName, presented))
  );
}

/** A query parameter, its name compared ignoring case as ASP.NET does. */
export function queryValue(query: URLSearchParams, name: string): string | undefined {
  for (const [key, value] of query) if (key.toLowerCase() === name.toLowerCase()) return value;
  return undefined;
}

/** Header and query of a request to the admin API or a webhook. */
export const presentedBy = (request: Request): Presented => ({
  headers: request.headers,
  query: new URL(request.url).searchParams,
});
