import type { QueueMessage } from "../bindings/queue-client.js";
import type { FunctionDefinition } from "../host/function-definition.js";
import type { Invocation, Invoker } from "../host/invoker.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import type { RpcTypedData } from "../worker/protocol.js";
import { dotNetTime } from "./dot-net-time.js";
import type { QueueTrigger } from "./queue-trigger.js";

/** A run for a message that lies in no queue: somebody gives its text. */
export const runForText = (definition: FunctionDefinition, { isBinary }: QueueTrigger, text: string): Invocation => ({
  definition,
  data: isBinary ? { bytes: Buffer.from(text) } : { string: text },
  triggerMetadata: { QueueTrigger: { string: text } },
});

/** Runs a function for a message. @returns whether it succeeded. */
export async function runForMessage(
  run: {
    readonly definition: FunctionDefinition;
    readonly trigger: QueueTrigger;
    readonly invoker: Invoker;
    readonly journal: AppJournal;
  },
  message: QueueMessage,
  bytes: Uint8Array,
): Promise<boolean> {
  const { definition, trigger, invoker, journal } = run;
  const text = textOf(bytes);
  if (text === undefined && !trigger.isBinary) {
    journal.host(
      "error",
      `Function.${definition.name}`,
      `Message '${message.id}' of ${trigger.queue.title} is not UTF-8: a function gets such bytes with dataType "binary".`,
    );
    return false;
  }
  const { id, dequeueCount } = message;
  journal.host(
    "information",
    `Function.${definition.name}`,
    `Trigger Details: MessageId: ${id}, DequeueCount: ${dequeueCount}, InsertedOn: ${message.insertedOn.toISOString()}`,
  );
  const outcome = await invoker.invoke({
    definition,
    data: trigger.isBinary || text === undefined ? { bytes } : { string: text },
    triggerMetadata: metadataOf(message, text),
    subject: id,
  });
  return outcome.ok;
}

/**
 * What the trigger tells of a message.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#message-metadata
 */
function metadataOf(message: QueueMessage, text: string | undefined): Record<string, RpcTypedData> {
  const moment = (at: Date): RpcTypedData => ({ json: JSON.stringify(dotNetTime(at)) });
  return {
    ...(text === undefined ? {} : { QueueTrigger: { string: text } }),
    DequeueCount: { json: String(message.dequeueCount) },
    ExpirationTime: moment(message.expiresOn),
    Id: { string: message.id },
    InsertionTime: moment(message.insertedOn),
    NextVisibleTime: moment(message.nextVisibleOn),
    PopReceipt: { string: message.popReceipt },
  };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
