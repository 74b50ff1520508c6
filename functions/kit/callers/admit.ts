import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Auth } from "../../../contracts/index.js";
import { problem } from "../problem.js";
import { bearerToken } from "./bearer-token.js";
import { KeysUnavailable, type RefusalReason, TokenRefusal } from "./call-refusal.js";
import type { Caller } from "./caller.js";
import type { CheckToken } from "./check-token.js";

/** Who is calling, or the answer to who may not; with the reason, which the log is told and the answer does not say. */
export type Admission =
  | { readonly caller: Caller | undefined }
  | {
      readonly refusal: HttpResponseInit;
      readonly reason: RefusalReason | "right" | "keysUnavailable";
      /** What stands behind it, where that is a fault of somebody else's. */
      readonly cause?: string;
    };

/**
 * Lets in whom a function is for.
 *
 * @param realm what a challenge calls the app.
 * @param check of tokens; nobody is let in without one but to a function for everybody.
 */
export async function admit(
  auth: Auth,
  request: Pick<HttpRequest, "headers">,
  realm: string,
  check: CheckToken,
): Promise<Admission> {
  if (auth === "anonymous") return { caller: undefined };
  try {
    const caller = await check(bearerToken(request.headers.get("authorization")));
    if (mayCall(auth, caller)) return { caller };
    return { refusal: forbidden(auth, realm), reason: "right" };
  } catch (error) {
    if (error instanceof TokenRefusal) return { refusal: unauthorized(error.reason, realm), reason: error.reason };
    if (error instanceof KeysUnavailable) {
      return { refusal: unavailable(error), reason: "keysUnavailable", cause: error.message };
    }
    throw error;
  }
}

const mayCall = (auth: Exclude<Auth, "anonymous">, { roles, scopes }: Caller): boolean =>
  auth.roles !== undefined
    ? auth.roles.some((role) => roles.includes(role))
    : auth.scopes.some((one) => scopes.includes(one));

/** What a caller is told of its token. Nothing of it helps to guess which issuers and audiences are taken. */
const TOLD: Readonly<Partial<Record<RefusalReason, string>>> = {
  expired: "The access token has expired",
  notYetValid: "The access token is not valid yet",
  malformed: "The access token is malformed",
  tooLong: "The access token is too long",
};
const NOT_TAKEN = "The access token is not one that is taken here";

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function unauthorized(reason: RefusalReason, realm: string): HttpResponseInit {
  // Who brings nothing is told what to bring, and of no error.
  if (reason === "noToken") return challenged(401, `Bearer realm="${realm}"`, "An access token is needed");
  const told = TOLD[reason] ?? NOT_TAKEN;
  return challenged(401, `Bearer realm="${realm}", error="invalid_token", error_description="${told}"`, told);
}

function forbidden(auth: Exclude<Auth, "anonymous">, realm: string): HttpResponseInit {
  const [kind, names] = auth.roles !== undefined ? ["role", auth.roles] : ["scope", auth.scopes];
  const told = `The access token lacks the ${kind} ${names.join(" or ")}`;
  // What can be asked for is a scope; a role is given by somebody else.
  const scope = kind === "scope" ? `, scope="${names.join(" ")}"` : "";
  return challenged(
    403,
    `Bearer realm="${realm}", error="insufficient_scope", error_description="${told}"${scope}`,
    told,
  );
}

const challenged = (status: number, challenge: string, detail: string): HttpResponseInit =>
  problem(status, detail, { headers: { "www-authenticate": challenge } });

const unavailable = ({ retryAfterSeconds }: KeysUnavailable): HttpResponseInit =>
  problem(503, "The access token cannot be checked now", { headers: { "retry-after": String(retryAfterSeconds) } });
