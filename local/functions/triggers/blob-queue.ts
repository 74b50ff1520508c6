import { isObject } from "../../shared/is-object.js";
import type { MessageCodec } from "../bindings/message-text.js";
import type { QueueClient } from "../bindings/queue-client.js";
import type { QueueNotices } from "../bindings/queue-notices.js";
import { stringAt } from "../declared.js";
import type { FunctionDefinition } from "../host/function-definition.js";
import type { Invoker } from "../host/invoker.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import type { BlobTrigger } from "./blob-trigger.js";
import { runForBlob } from "./run-for-blob.js";

/** How the extension names a function: in the URL of the subscription, and in the messages of its queue. */
const FUNCTION_ID = "Host.Functions.";

/** What is kept of an event until its blob is handled: https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Blobs/src/Listeners/BlobTriggerMessage.cs. */
interface BlobMessage {
  readonly FunctionId: string;
  readonly ContainerName: string;
  readonly BlobName: string;
}

/** Name of the queue in the host's own storage that blobs wait in. */
export const blobQueueName = (hostId: string): string => `azure-webjobs-blobtrigger-${hostId}`;

/** A function and its trigger. */
export interface BlobFunction {
  readonly definition: FunctionDefinition;
  readonly trigger: BlobTrigger;
}

/** The queue between the events of blobs and the functions that handle the blobs. */
export class BlobQueue {
  constructor(
    private readonly options: {
      readonly queue: QueueClient;
      readonly codec: MessageCodec;
      readonly notices: QueueNotices;
      readonly functions: readonly BlobFunction[];
      readonly invoker: Invoker;
      readonly journal: AppJournal;
    },
  ) {}

  /**
   * Keeps an event. What becomes of it is no matter of who sent it any more.
   *
   * @param functionId as the URL of the subscription has it.
   * @throws TypeError when it is no event of a blob, ServiceError when it cannot be kept.
   */
  async add(functionId: string, event: unknown): Promise<void> {
    const data = isObject(event) ? event.data : undefined;
    const url = stringAt(data, "url");
    const type = stringAt(data, "blobType");
    if (url === undefined || !URL.canParse(url) || type === undefined) {
      throw new TypeError("the event is none of a blob: its data has no url, or no blobType");
    }
    const [container = "", ...blob] = new URL(url).pathname.slice(1).split("/").map(decodeURIComponent);
    const message = {
      Type: "BlobTrigger",
      FunctionId: functionId,
      BlobType: type,
      ContainerName: container,
      BlobName: blob.join("/"),
      ETag: `"${stringAt(data, "eTag") ?? ""}"`,
    };
    const { queue, codec, notices } = this.options;
    await queue.put(codec.encode(Buffer.from(JSON.stringify(message))));
    notices.tell(queue.name);
  }

  /** Handles a message. @returns whether it is done with. */
  async handle(bytes: Uint8Array): Promise<boolean> {
    const message = readMessage(bytes);
    if (message === undefined) {
      this.#tell("warning", `Invalid message in blob trigger queue ${this.options.queue.name}`);
      return true;
    }
    const found = this.#functionOf(message);
    if (found === undefined) {
      this.#tell(
        "information",
        `Blob '${message.BlobName}' will be skipped: function '${message.FunctionId}' not found.`,
      );
      return true;
    }
    const { definition, trigger } = found;
    const path = { container: message.ContainerName, blob: message.BlobName };
    try {
      return await runForBlob(definition, trigger, this.options.invoker, path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.options.journal.host("error", `Function.${definition.name}`, `Function '${definition.name}': ${why}`);
      return false;
    }
  }

  /** Where a message is set aside: in the account of its blob. */
  poisonQueueOf(bytes: Uint8Array | undefined): QueueClient | undefined {
    const message = bytes === undefined ? undefined : readMessage(bytes);
    return message === undefined ? undefined : this.#functionOf(message)?.trigger.poison;
  }

  #functionOf({ FunctionId }: BlobMessage): BlobFunction | undefined {
    return this.options.functions.find(({ definition }) => `${FUNCTION_ID}${definition.name}` === FunctionId);
  }

  #tell(level: "warning" | "information", text: string): void {
    this.options.journal.host(level, "Host.Triggers.Blobs", text);
  }
}

function readMessage(bytes: Uint8Array): BlobMessage | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    const [FunctionId, ContainerName, BlobName] = ["FunctionId", "ContainerName", "BlobName"].map((name) =>
      stringAt(json, name),
    );
    if (FunctionId === undefined || ContainerName === undefined || BlobName === undefined) return undefined;
    return { FunctionId, ContainerName, BlobName };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
