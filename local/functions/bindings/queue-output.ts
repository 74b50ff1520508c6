import type { RpcTypedData } from "../worker/protocol.js";
import type { OutputBinding } from "./binding.js";
import type { BindingData } from "./binding-data.js";
import type { BindingTemplate } from "./binding-template.js";
import type { MessageCodec } from "./message-text.js";
import { type OutputValue, outputText, outputValues } from "./output-values.js";
import { LONGEST_TEXT_BYTES, type QueueClient } from "./queue-client.js";
import { queueName } from "./queue-name.js";

export interface QueueOutputOptions {
  readonly name: string;
  readonly queue: BindingTemplate;
  /** The queue of a name in the binding's account. */
  readonly open: (queue: string) => QueueClient;
  readonly codec: MessageCodec;
  /** Called with the queue's name when a message was put into it. */
  readonly onPut: (queue: string) => void;
}

/**
 * Puts messages into a queue, one for each element of an array; makes the queue when there is none.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-output
 */
export class QueueOutput implements OutputBinding {
  constructor(private readonly options: QueueOutputOptions) {}

  get name(): string {
    return this.options.name;
  }

  /** @throws when the queue's name is none, when a message is too long, or when the service refuses it. */
  async write(value: RpcTypedData, data: BindingData): Promise<void> {
    const { queue, open, onPut } = this.options;
    const client = open(queueName(queue.evaluate(data)));
    const texts = outputValues(value).map((one) => this.#text(one, client));
    for (const text of texts) {
      await client.put(text);
      onPut(client.name);
    }
  }

  #text(value: OutputValue, client: QueueClient): string {
    const bytes = value instanceof Uint8Array ? value : Buffer.from(outputText(value));
    const text = this.options.codec.encode(bytes);
    const size = Buffer.byteLength(text);
    if (size <= LONGEST_TEXT_BYTES) return text;
    throw new Error(
      `a message of ${bytes.byteLength} bytes for ${client.title} is ${size} bytes as it lies there: ` +
        `a queue takes ${LONGEST_TEXT_BYTES} at most`,
    );
  }
}
