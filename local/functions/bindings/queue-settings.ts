import { type Json, objectAt } from "../declared.js";
import { timeSpan } from "../time-span.js";
import type { MessageEncoding } from "./message-text.js";

/**
 * `extensions.queues` of host.json.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings
 */
export interface QueueSettings {
  /** How many messages are taken out at once: 1 to 32, 16 unless set. */
  readonly batchSize: number;
  /** More are taken when no more than so many are being handled; half the batch size unless set. */
  readonly newBatchThreshold: number;
  /** How often a message is tried before it is set aside; 5 unless set. */
  readonly maxDequeueCount: number;
  /** After how long a message that failed is seen again; at once unless set. */
  readonly visibilityTimeoutMs: number;
  /** Longest pause between two looks into a queue that is empty; a minute unless set, 100 ms at least. */
  readonly maxPollingIntervalMs: number;
  readonly messageEncoding: MessageEncoding;
}

/** `extensions.blobs` of host.json: https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob#hostjson-settings */
export interface BlobSettings {
  /** How many blobs are handled at once; 8 unless set. */
  readonly maxDegreeOfParallelism: number;
  /** How often a blob is tried before it is set aside; 5 unless set. */
  readonly poisonBlobThreshold: number;
}

/** Azure's limit of one `Get Messages`. */
const MOST_AT_ONCE = 32;
/** Shortest pause between two looks into a queue. */
export const LEAST_POLLING_MS = 100;
/** Azure's limit of how long a message is out of sight. */
const LONGEST_INVISIBLE_MS = 7 * 24 * 3_600_000;
const MINUTE_MS = 60_000;

/**
 * @param json host.json, settings applied.
 * @throws when it says something that the extension does not take.
 */
export function readQueueSettings(json: Json): QueueSettings {
  const queues = objectAt(json, "extensions", "queues");
  const whole = wholeNumbers("extensions.queues", queues);
  const batchSize = whole("batchSize", 16, 1, MOST_AT_ONCE);
  return {
    batchSize,
    newBatchThreshold: whole("newBatchThreshold", Math.floor(batchSize / 2), 0),
    maxDequeueCount: whole("maxDequeueCount", 5, 1),
    visibilityTimeoutMs: span(queues, "visibilityTimeout", 0, 0, LONGEST_INVISIBLE_MS),
    maxPollingIntervalMs: span(queues, "maxPollingInterval", MINUTE_MS, LEAST_POLLING_MS, Number.MAX_SAFE_INTEGER),
    messageEncoding: encoding(queues.messageEncoding),
  };
}

/** @throws as {@link readQueueSettings}. */
export function readBlobSettings(json: Json): BlobSettings {
  const whole = wholeNumbers("extensions.blobs", objectAt(json, "extensions", "blobs"));
  return {
    maxDegreeOfParallelism: whole("maxDegreeOfParallelism", 8, 1),
    poisonBlobThreshold: whole("poisonBlobThreshold", 5, 1),
  };
}

/** How the host's own queue of blobs is watched: https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Blobs/src/Listeners/SharedBlobQueueListenerFactory.cs. */
export function queueSettingsOfBlobs({ maxDegreeOfParallelism, poisonBlobThreshold }: BlobSettings): QueueSettings {
  const batchSize = Math.min(MOST_AT_ONCE, Math.floor(maxDegreeOfParallelism / 2) + 1);
  return {
    batchSize,
    newBatchThreshold: Math.max(0, maxDegreeOfParallelism - batchSize),
    maxDequeueCount: poisonBlobThreshold,
    visibilityTimeoutMs: 0,
    maxPollingIntervalMs: MINUTE_MS,
    messageEncoding: "base64",
  };
}

/** Settings of the app, which override host.json, are text. */
function wholeNumbers(section: string, json: Json) {
  return (name: string, unset: number, least: number, most = Number.MAX_SAFE_INTEGER): number => {
    const value = json[name];
    if (value === undefined) return unset;
    const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
    if (Number.isSafeInteger(number) && number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
    throw new Error(`host.json: ${section}.${name} ${JSON.stringify(value)}: expected a whole number ${range}`);
  };
}

function span(json: Json, name: string, unset: number, leastMs: number, mostMs: number): number {
  const value = json[name];
  if (value === undefined) return unset;
  const ms = timeSpan.parse(String(value));
  if (ms !== undefined && ms >= leastMs && ms <= mostMs) return ms;
  throw new Error(
    `host.json: extensions.queues.${name} ${JSON.stringify(value)}: expected "hh:mm:ss" of ${timeSpan.format(leastMs)} or more`,
  );
}

function encoding(value: unknown): MessageEncoding {
  const text = String(value ?? "base64").toLowerCase();
  if (text === "base64" || text === "none") return text;
  throw new Error(`host.json: extensions.queues.messageEncoding ${JSON.stringify(value)}: expected "base64" or "none"`);
}
