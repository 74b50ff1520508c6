import type { Outside } from "./outside.js";
import { delayMsOf, PATIENCE, type Patience } from "./patience.js";

/** App Service's refusal of a change while it is at another; azure-native does not send it again. */
const BUSY = /because another operation is in progress/i;
/** How the engine begins its text of a resource that Azure took and could not finish. It is kept, not made again. */
const TAKEN = /^\d+ errors? occurred/;

/**
 * Waits when Azure refused a site since another operation on it is in progress.
 *
 * @param what e.g. `site func-recorder-dev-1a2b3c`.
 * @param errors of all attempts, newest first, as an error hook of Pulumi gets them.
 * @returns whether to try again; not for any other error, and not when patience has ended.
 * @see https://github.com/Azure/terraform-azurerm-avm-res-web-site which retries on the same text
 */
export async function waitWhileBusy(
  what: string,
  errors: readonly string[],
  outside: Pick<Outside, "sleep" | "report">,
  patience: Patience = PATIENCE,
): Promise<boolean> {
  const [latest = ""] = errors;
  if (!BUSY.test(latest) || TAKEN.test(latest)) return false;
  const delays = errors.map((_, retry) => delayMsOf(patience, retry + 1));
  const [delayMs = 0] = delays.slice(-1);
  if (delays.reduce((sum, ms) => sum + ms, 0) > patience.totalMs) return false;
  outside.report(`${what}: another operation on it is in progress; trying again in ${delayMs / 1000} s`);
  await outside.sleep(delayMs);
  return true;
}
