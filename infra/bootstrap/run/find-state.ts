import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Http, NetworkError } from "../../shipping/http.js";
import { encryptionOf, valueIn, withEncryption } from "./encryption.js";
import type { Stack } from "./stack.js";

const LOOK_TIMEOUT_MS = 20_000;

/** What is found of an account for state: none, one without the stack, one with it. */
export type Found = "nothing" | "account" | "stack";

/**
 * Looks for a stack's state in its account, which may not exist yet.
 *
 * @param account name of the storage account.
 * @throws CommandFailed when the account is there and cannot be read.
 */
export async function findState(stack: Stack, account: string, http: Http): Promise<Found> {
  if (!(await accountExists(account, http))) return "nothing";
  return (await stack.exists()) ? "stack" : "account";
}

/**
 * Writes into a stack's config file how its secrets are encrypted, where it does not say so: nobody committed that. The
 * state knows it as well.
 */
export async function restoreEncryption(stack: Stack): Promise<void> {
  const file = stack.configFile;
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (valueIn(before, "encryptedkey") !== undefined) return;
  const lines = encryptionOf(await stack.pulumi(["stack", "export"]));
  if (lines.length > 0) writeFileSync(file, withEncryption(before, lines));
}

/**
 * An account that is not there has no name on the network. One of ours refuses everybody who has no token, and so never
 * says 404.
 */
async function accountExists(account: string, http: Http): Promise<boolean> {
  try {
    const { status } = await http(`https://${account}.blob.core.windows.net/?comp=list`, {
      timeoutMs: LOOK_TIMEOUT_MS,
    });
    return status !== 404;
  } catch (error) {
    if (error instanceof NetworkError) return false;
    throw error;
  }
}
