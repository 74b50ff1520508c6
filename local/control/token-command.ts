import type { ControlClient } from "./control-client.js";

export const TOKEN_HELP = `npm run local -- token [--role <name>]… [--user [--scope <name>]…] [--audience <api>]
Prints an access token for an API of the tenant, and nothing else. It lasts an hour.

  --role <name>       with this role; may be given more than once
  --user              of a user, with all scopes of the API; without it of an app that calls as itself
  --scope <name>      with this scope alone; may be given more than once
  --audience <api>    client id or identifier URI of the API; needed where there is more than one

Example: curl -H "Authorization: Bearer $(npm run --silent local -- token --role Counts.Read)" …`;

/** Options of the command line. */
export const TOKEN_OPTIONS = {
  role: { type: "string", multiple: true },
  scope: { type: "string", multiple: true },
  user: { type: "boolean", default: false },
  audience: { type: "string" },
} as const;

export interface TokenOptions {
  readonly role?: readonly string[] | undefined;
  readonly scope?: readonly string[] | undefined;
  readonly user: boolean;
  readonly audience?: string | undefined;
}

/** `token`: a token to try an API with. @throws with what the API has when it has no such role or scope. */
export const tokenCommand = (
  control: Pick<ControlClient, "trialToken">,
  { role = [], scope = [], user, audience }: TokenOptions,
): Promise<string> =>
  control.trialToken({ roles: role, scopes: scope, isUser: user, ...(audience === undefined ? {} : { audience }) });
