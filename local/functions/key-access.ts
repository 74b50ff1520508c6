import type { HostKeys, KeyGrant } from "./host/host-keys.js";

/**
 * What the key of a request lets it do: header `x-functions-key`, else `?code=`.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Security/Authentication/Keys/AuthenticationLevelHandler.cs
 * @returns undefined without a key, or with one that is none of the host's.
 */
export function grantOf(request: Request, keys: HostKeys): KeyGrant | undefined {
  const presented = request.headers.get("x-functions-key") ?? queryValue(request, "code");
  return presented === undefined || presented === "" ? undefined : keys.grantOf(presented);
}

/** A query parameter, its name compared ignoring case as ASP.NET does. */
export function queryValue(request: Request, name: string): string | undefined {
  for (const [key, value] of new URL(request.url).searchParams) {
    if (key.toLowerCase() === name.toLowerCase()) return value;
  }
  return undefined;
}
