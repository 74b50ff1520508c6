import type { Clock } from "../../shared/clock.js";
import type { QueueClient, QueueMessage } from "../bindings/queue-client.js";
import { ServiceError } from "../bindings/service-error.js";

/** How long a message is out of sight while it is handled; renewed when half of it is over. */
export const INVISIBLE_S = 600;
/** Tried again no sooner than this when the service failed. */
const LEAST_RENEWAL_MS = 60_000;

/**
 * Keeps a message out of sight for as long as it is handled.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/UpdateQueueMessageVisibilityCommand.cs
 */
export class QueueMessageLease {
  #popReceipt: string;
  #cancel: () => void = () => undefined;
  #renewing: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(
    private readonly queue: QueueClient,
    private readonly message: QueueMessage,
    private readonly clock: Clock,
    /** Told that the message is no longer ours: another may be handling it. */
    private readonly onLost: (why: string) => void,
  ) {
    this.#popReceipt = message.popReceipt;
    this.#renewAfter((INVISIBLE_S * 1000) / 2);
  }

  /** Ends it. @returns the message with the receipt that stands for it now. */
  async end(): Promise<QueueMessage> {
    this.#ended = true;
    this.#cancel();
    await this.#renewing;
    return { ...this.message, popReceipt: this.#popReceipt };
  }

  #renewAfter(ms: number): void {
    if (this.#ended) return;
    this.#cancel = this.clock.after(ms, () => {
      this.#renewing = this.#renew(ms);
    });
  }

  async #renew(waitedMs: number): Promise<void> {
    const { id } = this.message;
    try {
      this.#popReceipt = await this.queue.hide({ id, popReceipt: this.#popReceipt }, INVISIBLE_S);
      this.#renewAfter((INVISIBLE_S * 1000) / 2);
    } catch (error) {
      if (error instanceof ServiceError && error.status < 500) this.onLost(error.message);
      else this.#renewAfter(Math.max(waitedMs / 2, LEAST_RENEWAL_MS));
    }
  }
}
