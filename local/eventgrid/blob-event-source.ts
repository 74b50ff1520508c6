import { randomBytes, randomUUID } from "node:crypto";
import type { BlobChange, BlobEvents } from "../shared/blob-events.js";
import type { Clock } from "../shared/clock.js";
import type { Intake } from "./intake.js";
import type { PublishedEvent } from "./published-event.js";
import type { TopicRegistry } from "./topic-registry.js";

const TYPES = { created: "Microsoft.Storage.BlobCreated", deleted: "Microsoft.Storage.BlobDeleted" } as const;
/** Hexadecimal digits of a sequencer: time, and a count within it. */
const SEQUENCER_DIGITS = [32, 16] as const;

/**
 * Raises the events of storage accounts for those who subscribed to them.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
 */
export class BlobEventSource implements BlobEvents {
  #last = { at: 0, count: 0 };

  constructor(
    private readonly clock: Clock,
    private readonly topics: TopicRegistry,
    private readonly intake: Intake,
  ) {}

  wanted(accountId: string): boolean {
    return this.topics.ofAccount(accountId).length > 0;
  }

  async raise(change: BlobChange): Promise<void> {
    const event = blobEvent(change, this.clock.now(), this.#sequencer());
    await Promise.all(this.topics.ofAccount(change.accountId).map((source) => this.intake.accept(source, [event])));
  }

  /** Text that is greater the later it is made. */
  #sequencer(): string {
    const at = Math.max(this.clock.now().getTime(), this.#last.at);
    this.#last = { at, count: at === this.#last.at ? this.#last.count + 1 : 0 };
    const [time, count] = SEQUENCER_DIGITS;
    return at.toString(16).padStart(time, "0") + this.#last.count.toString(16).padStart(count, "0");
  }
}

function blobEvent(change: BlobChange, at: Date, sequencer: string): PublishedEvent {
  const { account, container, blob, accountId, requestId, clientRequestId } = change;
  const path = blob.split("/").map(encodeURIComponent).join("/");
  const attributes = {
    topic: accountId,
    subject: `/blobServices/default/containers/${container}/blobs/${blob}`,
    eventType: TYPES[change.kind],
    // The request's id, but for its end: as recorded events have it.
    id: `${requestId.slice(0, -6)}${randomBytes(3).toString("hex")}`,
    data: {
      api: change.api,
      ...(clientRequestId !== undefined && { clientRequestId }),
      requestId,
      eTag: change.eTag,
      contentType: change.contentType,
      contentLength: change.contentLength,
      blobType: change.blobType,
      url: `https://${account}.blob.core.windows.net/${container}/${path}`,
      sequencer,
      storageDiagnostics: { batchId: randomUUID() },
    },
    dataVersion: "",
    metadataVersion: "1",
    eventTime: at.toISOString(),
  };
  const { id, eventType: type, subject } = attributes;
  return { id, type, subject, dataVersion: "", attributes, json: JSON.stringify(attributes) };
}
