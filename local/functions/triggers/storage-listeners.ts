import type { Clock } from "../../shared/clock.js";
import type { BindingsOfApp } from "../bindings/bindings-of-app.js";
import { QueueClient } from "../bindings/queue-client.js";
import { queueSettingsOfBlobs } from "../bindings/queue-settings.js";
import type { FunctionDefinition } from "../host/function-definition.js";
import { hostId } from "../host/host-id.js";
import type { HostJson } from "../host/host-json.js";
import type { Invoker } from "../host/invoker.js";
import type { Listener } from "../host/listener.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import { type BlobFunction, BlobQueue, blobQueueName } from "./blob-queue.js";
import { QueueListener } from "./queue-listener.js";
import { poisonQueueOf } from "./queue-trigger.js";
import { runForMessage } from "./run-for-message.js";

export interface StorageListenerOptions {
  readonly functions: readonly FunctionDefinition[];
  readonly bindings: BindingsOfApp;
  readonly hostJson: HostJson;
  readonly invoker: Invoker;
  readonly journal: AppJournal;
  readonly clock: Clock;
  readonly onTrouble: (functionName: string, why: string) => void;
}

export interface StorageListeners {
  readonly listeners: readonly Listener[];
  /** Where the events of blobs go; undefined when no function is triggered by blobs. */
  readonly blobs: BlobQueue | undefined;
}

/** What watches the queues of an app's functions, and the one queue of its blobs. */
export function storageListeners(options: StorageListenerOptions): StorageListeners {
  const queues = options.functions.flatMap((definition) => watchQueue(definition, options) ?? []);
  const blobs = options.functions.flatMap((definition): BlobFunction[] =>
    definition.trigger.kind === "blob" ? [{ definition, trigger: definition.trigger }] : [],
  );
  if (blobs.length === 0) return { listeners: queues, blobs: undefined };
  const running = blobs.filter(({ definition }) => !definition.isDisabled);
  const { listener, queue } = watchBlobs(running, options);
  return { listeners: running.length === 0 ? queues : [...queues, listener], blobs: queue };
}

function watchQueue(definition: FunctionDefinition, options: StorageListenerOptions): Listener | undefined {
  const { name, trigger, isDisabled } = definition;
  if (trigger.kind !== "queue" || isDisabled) return undefined;
  const { bindings, hostJson, journal, invoker, clock, onTrouble } = options;
  const poison = poisonQueueOf(trigger.queue);
  return new QueueListener({
    functionName: name,
    queue: trigger.queue,
    poisonQueue: () => poison,
    settings: hostJson.queues,
    codec: bindings.codec,
    clock,
    notices: bindings.notices,
    handle: (message, bytes) => runForMessage({ definition, trigger, invoker, journal }, message, bytes),
    tell: (level, text) => journal.host(level, `Function.${name}`, text),
    onTrouble: (why) => onTrouble(name, why),
  });
}

/** @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Blobs/src/Listeners/BlobListenerFactory.cs */
function watchBlobs(
  functions: readonly BlobFunction[],
  { bindings, hostJson, invoker, journal, clock, onTrouble }: StorageListenerOptions,
): { readonly listener: Listener; readonly queue: BlobQueue } {
  const { codec, notices } = bindings;
  const queue = new QueueClient(bindings.connection(undefined, "queue"), blobQueueName(hostId(bindings.site)));
  const blobs = new BlobQueue({ queue, codec, notices, functions, invoker, journal });
  const functionName = functions.map(({ definition }) => definition.name).join(", ");
  const listener = new QueueListener({
    functionName,
    queue,
    poisonQueue: (bytes) => blobs.poisonQueueOf(bytes),
    settings: queueSettingsOfBlobs(hostJson.blobs),
    codec,
    clock,
    notices,
    handle: (_, bytes) => blobs.handle(bytes),
    tell: (level, text) => journal.host(level, "Host.Triggers.Blobs", text),
    onTrouble: (why) => onTrouble(functionName, why),
  });
  return { listener, queue: blobs };
}
