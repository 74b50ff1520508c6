import { NotYet, type Patience, patiently } from "../../shipping/patience.js";
import { CommandFailed } from "./cli.js";
import type { Waiting } from "./waiting.js";

/** As long as Azure says that a role assignment may take to arrive, and a little more. */
const SPREADING: Patience = {
  firstDelayMs: 2_000,
  longestDelayMs: 15_000,
  totalMs: 12 * 60_000,
  carriedOnBy: "npm run bootstrap",
};

/**
 * How storage and vault refuse who has no right yet. A write that storage refuses makes CLI 3.259 end with a stack trace
 * instead of the answer: https://github.com/google/go-cloud blob/azureblob/azureblob.go, the writer's Close.
 */
const REFUSED =
  /AuthorizationPermissionMismatch|AuthorizationFailure|ForbiddenByRbac|\b403\b|azureblob\.\(\*writer\)\.Close/;
/** How a new account or vault is missed whose name has not spread. */
const UNKNOWN_HOST = /no such host|server misbehaving/;

/**
 * Runs commands that need rights, or names, which were made a moment ago.
 *
 * @param what e.g. `encrypting with the new key`.
 * @throws what the command throws for any other reason, when time is up, and when it was interrupted.
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
 */
export function onceSpread<T>(what: string, attempt: () => Promise<T>, waiting: Waiting): Promise<T> {
  return patiently(what, SPREADING, waiting, () => {
    waiting.signal.throwIfAborted();
    return attempt().catch((error: unknown) => {
      if (!(error instanceof CommandFailed)) throw error;
      if (REFUSED.test(error.output)) throw new NotYet("Azure does not know the new rights yet", { cause: error });
      if (UNKNOWN_HOST.test(error.output)) throw new NotYet("the new name is not known yet", { cause: error });
      throw error;
    });
  });
}
