import { stringAt } from "../declared.js";
import type { BlobContainer } from "../host/blob-container.js";
import { hostId } from "../host/host-id.js";
import type { HostStorage } from "../host/host-storage.js";
import type { Site } from "../site.js";

/** When a timer ran and is to run, as `dotNetTime` writes it. */
export interface TimerStatus {
  readonly last: string;
  readonly next: string;
  readonly lastUpdated: string;
}

/** What a timer has never run before: .NET's first moment. */
export const NEVER = "0001-01-01T00:00:00+00:00";

/**
 * Keeps a timer's status in the host's storage, in the blob
 * `azure-webjobs-hosts/timers/{host id}/Host.Functions.{function}/status`.
 *
 * @see https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Scheduling/StorageScheduleMonitor.cs
 */
export class TimerStatusStore {
  readonly #container: BlobContainer;
  #isThere = false;
  readonly #blob: string;

  constructor(storage: HostStorage, site: Site, functionName: string) {
    this.#container = storage.container("azure-webjobs-hosts");
    this.#blob = `timers/${hostId(site)}/Host.Functions.${functionName}/status`;
  }

  async read(): Promise<TimerStatus | undefined> {
    const blob = await this.#container.get(this.#blob);
    if (blob === undefined) return undefined;
    const json: unknown = JSON.parse(Buffer.from(blob.bytes).toString("utf8"));
    const last = stringAt(json, "Last");
    const next = stringAt(json, "Next");
    const lastUpdated = stringAt(json, "LastUpdated");
    if (last === undefined || next === undefined || lastUpdated === undefined) return undefined;
    return { last, next, lastUpdated };
  }

  async write({ last, next, lastUpdated }: TimerStatus): Promise<void> {
    if (!this.#isThere) await this.#container.ensure();
    this.#isThere = true;
    await this.#container.put(
      this.#blob,
      Buffer.from(JSON.stringify({ Last: last, Next: next, LastUpdated: lastUpdated })),
    );
  }
}
