import { AzureError } from "../shared/azure-error.js";
import type { Platform } from "../shared/service.js";
import { sharedKey } from "../shared/shared-key.js";
import { type CallResult, call } from "./call.js";
import { STORAGE_API_VERSION, STORAGE_AUDIENCE } from "./constants.js";
import type { StorageQueue } from "./storage-queue.js";

/**
 * Puts one event into a queue: its JSON in base64, alone and in no array, which is what a reader of such a queue finds.
 *
 * Without an identity Event Grid fetches the account's key by rights of its own; an account that takes no keys
 * refuses it then.
 *
 * @param json the event in the delivery schema.
 * @see https://learn.microsoft.com/rest/api/storageservices/put-message
 * @see https://github.com/dapr/components-contrib/issues/232 for a message as it was read
 * @see https://learn.microsoft.com/azure/event-grid/security-authentication
 * @throws AzureError when the account is gone
 */
export async function putMessage(
  platform: Platform,
  queue: StorageQueue,
  json: string,
  ended: AbortSignal,
): Promise<CallResult> {
  const lives = queue.timeToLiveS === undefined ? "" : `?messagettl=${queue.timeToLiveS}`;
  const url = `https://${queue.account}.queue.core.windows.net/${queue.queue}/messages${lives}`;
  const text = Buffer.from(json).toString("base64");
  const body = `<QueueMessage><MessageText>${text}</MessageText></QueueMessage>`;
  const headers = {
    "content-type": "application/xml",
    "x-ms-date": platform.clock.now().toUTCString(),
    "x-ms-version": STORAGE_API_VERSION,
  };
  const authorization =
    queue.identity === undefined
      ? sharedKey(
          { account: queue.account, method: "POST", url, headers, contentLength: Buffer.byteLength(body) },
          await keyOfAccount(platform, queue),
        )
      : await bearer(platform, queue.identity);
  if (typeof authorization !== "string") return authorization;
  return call(platform, url, { method: "POST", headers: { ...headers, authorization }, body }, ended);
}

async function keyOfAccount({ arm }: Platform, { accountId }: StorageQueue): Promise<string> {
  const { keys } = (await arm.act(accountId, "listKeys", {})) as { keys?: readonly { readonly value: string }[] };
  return keys?.[0]?.value ?? "";
}

/** @returns the header, or what stands for a delivery that could not say who it is. */
async function bearer({ identities }: Platform, identity: string): Promise<string | CallResult> {
  try {
    return `Bearer ${await identities.token(identity, STORAGE_AUDIENCE)}`;
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return { status: 401, headers: new Headers(), body: error.message };
  }
}
