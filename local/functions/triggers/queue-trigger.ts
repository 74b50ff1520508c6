import type { BindingsOfApp } from "../bindings/bindings-of-app.js";
import { QueueClient } from "../bindings/queue-client.js";
import { queueName, queueNameProblem } from "../bindings/queue-name.js";
import type { BindingMetadata } from "../worker/protocol.js";

export interface QueueTrigger {
  readonly kind: "queue";
  readonly queue: QueueClient;
  /** Whether the function gets bytes; text otherwise. */
  readonly isBinary: boolean;
}

const POISON = "-poison";

/** @throws when the queue's name is none, or its connection is not set. */
export function readQueueTrigger(binding: BindingMetadata, bindings: BindingsOfApp): QueueTrigger {
  const name = queueName(bindings.text(String(binding.queueName ?? "")));
  const queue = new QueueClient(bindings.connection(binding.connection, "queue"), name);
  return { kind: "queue", queue, isBinary: String(binding.dataType).toLowerCase() === "binary" };
}

/**
 * Where messages of a queue go that cannot be handled; undefined for a queue of such messages, and for one whose name
 * leaves no room.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#poison-messages
 */
export function poisonQueueOf(queue: QueueClient): QueueClient | undefined {
  const name = `${queue.name}${POISON}`;
  return queue.name.endsWith(POISON) || queueNameProblem(name) !== undefined ? undefined : queue.other(name);
}
