import type { Clock } from "../../shared/clock.js";
import type { MessageCodec } from "../bindings/message-text.js";
import type { QueueClient, QueueMessage } from "../bindings/queue-client.js";
import type { QueueNotices } from "../bindings/queue-notices.js";
import type { QueueSettings } from "../bindings/queue-settings.js";
import { ServiceError } from "../bindings/service-error.js";
import type { Listener } from "../host/listener.js";
import type { LogLevel } from "../worker/protocol.js";
import { INVISIBLE_S, QueueMessageLease } from "./queue-message-lease.js";
import { QueuePollDelay } from "./queue-poll-delay.js";

/** How often a message that was handled is settled anew while the service fails, and after which first pause. */
const SETTLE_ATTEMPTS = 4;
const SETTLE_PAUSE_MS = 800;
/** Answers that mean that a message is no longer ours, or no longer there: nothing is left to do for it. */
const NOT_OURS = /^(PopReceiptMismatch|MessageNotFound|QueueNotFound|QueueBeingDeleted|QueueDisabled)$/;

export interface QueueListenerOptions {
  readonly functionName: string;
  readonly queue: QueueClient;
  /** Where messages go that cannot be handled; undefined leaves them where they are. */
  readonly poisonQueue: (bytes: Uint8Array | undefined) => QueueClient | undefined;
  readonly settings: QueueSettings;
  readonly codec: MessageCodec;
  readonly clock: Clock;
  readonly notices: QueueNotices;
  /** Handles a message. @returns whether it is done with. */
  readonly handle: (message: QueueMessage, bytes: Uint8Array) => Promise<boolean>;
  readonly tell: (level: LogLevel, text: string) => void;
  /** Told why the queue cannot be watched; it is tried again. */
  readonly onTrouble: (why: string) => void;
}

/**
 * Watches a queue. Any number may watch the same one: who takes a message out has it to himself for as long as he says.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Queues/QueueListener.cs
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Queues/QueueProcessor.cs
 */
export class QueueListener implements Listener {
  readonly functionName: string;
  readonly #options: QueueListenerOptions;
  readonly #delay: QueuePollDelay;
  readonly #processing = new Set<Promise<void>>();
  #watching: Promise<void> = Promise.resolve();
  #isStopped = false;
  #isKnown = false;
  #found = false;
  #noticed = false;
  #wake: () => void = () => undefined;
  #trouble: string | undefined;

  constructor(options: QueueListenerOptions) {
    this.functionName = options.functionName;
    this.#options = options;
    this.#delay = new QueuePollDelay(options.settings.maxPollingIntervalMs);
  }

  async start(): Promise<void> {
    const { notices, queue } = this.#options;
    const end = notices.watch(queue.name, () => {
      this.#noticed = true;
      this.#wake();
    });
    this.#watching = this.#watch().finally(end);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#watching;
    await Promise.all(this.#processing);
  }

  async #watch(): Promise<void> {
    while (!this.#isStopped) {
      this.#noticed = false;
      const foundSome = await this.#look();
      if (foundSome) {
        this.#found = true;
        await this.#untilReadyForMore();
      } else if (!this.#noticed) {
        await this.#sleep(this.#delay.next(this.#found));
        this.#found = false;
      }
    }
  }

  /** A queue that is not there is waited for: nobody makes it on its behalf. */
  async #look(): Promise<boolean> {
    const { queue, settings } = this.#options;
    try {
      if (!this.#isKnown) this.#isKnown = await queue.exists();
      const messages = this.#isKnown ? await queue.receive(settings.batchSize, INVISIBLE_S) : [];
      this.#trouble = undefined;
      for (const message of messages) this.#take(message);
      return messages.length > 0;
    } catch (error) {
      this.#isKnown = false;
      this.#failed(error);
      return false;
    }
  }

  #failed(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const isPassing = error instanceof ServiceError && (error.status === 404 || error.status === 409);
    if (isPassing || why === this.#trouble) return;
    this.#trouble = why;
    this.#options.onTrouble(why);
  }

  #take(message: QueueMessage): void {
    const processed: Promise<void> = this.#process(message)
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.#options.tell("error", `Message '${message.id}' could not be settled, and will be seen again: ${why}`);
      })
      .finally(() => this.#processing.delete(processed));
    this.#processing.add(processed);
  }

  async #untilReadyForMore(): Promise<void> {
    const { newBatchThreshold } = this.#options.settings;
    while (this.#processing.size > newBatchThreshold && !this.#isStopped) await Promise.race(this.#processing);
  }

  async #process(message: QueueMessage): Promise<void> {
    const { queue, settings, codec, clock, handle, tell } = this.#options;
    const { maxDequeueCount, visibilityTimeoutMs } = settings;
    // Taken out while it was told to stop: somebody else's.
    if (this.#isStopped) return this.#settle(() => queue.hide(message, 0));
    const bytes = codec.decode(message.text);
    if (bytes === undefined) {
      tell(
        "warning",
        `Message '${message.id}' of ${queue.title} is not in base64, as messageEncoding of host.json has it.`,
      );
      return this.#setAside(message, bytes);
    }
    if (message.dequeueCount > maxDequeueCount) return this.#setAside(message, bytes);
    const lease = new QueueMessageLease(queue, message, clock, (why) => tell("warning", why));
    const isDone = await handle(message, bytes);
    const current = await lease.end();
    if (isDone) return this.#settle(() => queue.delete(current));
    if (this.#options.poisonQueue(bytes) === undefined) return;
    if (current.dequeueCount >= maxDequeueCount) return this.#setAside(current, bytes);
    await this.#settle(() => queue.hide(current, Math.ceil(visibilityTimeoutMs / 1000)));
  }

  async #setAside(message: QueueMessage, bytes: Uint8Array | undefined): Promise<void> {
    const { queue, settings, tell, notices } = this.#options;
    const poison = this.#options.poisonQueue(bytes);
    if (poison === undefined) return;
    tell(
      "warning",
      bytes === undefined
        ? `Moving message to queue '${poison.name}'.`
        : `Message has reached MaxDequeueCount of ${settings.maxDequeueCount}. Moving message to queue '${poison.name}'.`,
    );
    await this.#settle(() => poison.put(message.text));
    notices.tell(poison.name);
    await this.#settle(() => queue.delete(message));
  }

  /** A message that another has meanwhile, or that is gone, needs nothing more. */
  async #settle(work: () => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await work();
        return;
      } catch (error) {
        if (error instanceof ServiceError && NOT_OURS.test(error.code)) return;
        const isPassing = !(error instanceof ServiceError) || error.status >= 500;
        if (!isPassing || attempt === SETTLE_ATTEMPTS) throw error;
        await new Promise<void>((resolve) => this.#options.clock.after(SETTLE_PAUSE_MS * 2 ** (attempt - 1), resolve));
      }
    }
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#isStopped) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
