import { createHash } from "node:crypto";
import type { Site } from "../site.js";
import type { BlobContainer } from "./blob-container.js";
import { hostId } from "./host-id.js";
import type { HostStorage } from "./host-storage.js";

/** `singleton.listenerLockPeriod`: https://learn.microsoft.com/azure/azure-functions/functions-host-json#singleton. */
const PERIOD_SECONDS = 60;

/**
 * A lease in the host's storage that says which app runs a function that must run once: on the blob
 * `azure-webjobs-hosts/locks/{host id}/Host.Functions.{function}.Listener`. Two apps of one host id contend for it, as
 * on Azure; the instances of one app share it, and take turns before they ask for it.
 *
 * @see https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Singleton/SingletonManager.cs
 */
export class SingletonLease {
  /** As the real host names it in its log. */
  readonly name: string;
  readonly #container: BlobContainer;
  /** The same over restarts: what a killed local Azure held is its own again. */
  readonly #id: string;
  #isThere = false;

  constructor(storage: HostStorage, site: Site, functionName: string) {
    this.name = `${hostId(site)}/Host.Functions.${functionName}.Listener`;
    this.#container = storage.container("azure-webjobs-hosts");
    this.#id = guidOf(`${site.id.toLowerCase()} ${functionName}`);
  }

  /** @returns whether it is ours for a minute. */
  async acquire(): Promise<boolean> {
    if (!this.#isThere) await this.#container.ensure();
    const asked = { duration: PERIOD_SECONDS, proposedId: this.#id };
    const found = await this.#container.lease(this.#blob, "acquire", asked);
    this.#isThere = true;
    if (found !== "absent") return found === "done";
    await this.#container.put(this.#blob, new Uint8Array());
    return (await this.#container.lease(this.#blob, "acquire", asked)) === "done";
  }

  /** @returns whether it still is ours. */
  async renew(): Promise<boolean> {
    return (await this.#container.lease(this.#blob, "renew", { id: this.#id })) === "done";
  }

  async release(): Promise<void> {
    await this.#container.lease(this.#blob, "release", { id: this.#id });
  }

  get #blob(): string {
    return `locks/${this.name}`;
  }
}

function guidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
