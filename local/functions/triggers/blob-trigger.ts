import { BindingTemplate } from "../bindings/binding-template.js";
import type { BindingsOfApp } from "../bindings/bindings-of-app.js";
import type { BlobClient } from "../bindings/blob-client.js";
import { blobPath } from "../bindings/blob-path.js";
import { QueueClient } from "../bindings/queue-client.js";
import type { BindingMetadata } from "../worker/protocol.js";

/** The system key of the extension. */
export const BLOBS_KEY = "blobs_extension";
/** Where blobs are named that could not be handled, in the account that they are in. */
export const BLOB_POISON_QUEUE = "webjobs-blobtrigger-poison";

export interface BlobTrigger {
  readonly kind: "blob";
  /** Names parts of a blob's path; which blobs come is up to the Event Grid subscription. */
  readonly path: BindingTemplate;
  readonly blobs: BlobClient;
  readonly poison: QueueClient;
}

/**
 * @see https://learn.microsoft.com/azure/azure-functions/functions-event-grid-blob-trigger
 * @throws when its path makes no sense, its connection is not set, or its source is a scan of the container.
 */
export function readBlobTrigger(binding: BindingMetadata, bindings: BindingsOfApp): BlobTrigger {
  const source = String(binding.source ?? "LogsAndContainerScan");
  if (source.toLowerCase() !== "eventgrid") {
    throw new Error(
      `trigger "blobTrigger" with source "${source}" is not supported, as on Flex Consumption: it takes ` +
        'source: "EventGrid", and a subscription of the storage account\'s system topic',
    );
  }
  const text = bindings.text(String(binding.path ?? ""));
  const [container = "", ...blob] = text.split("/");
  if (container.includes("{")) {
    throw new Error(`Invalid blob trigger path '${text}'. Container paths cannot contain {resolve} tokens.`);
  }
  // A container alone is a path as well.
  blobPath(`${container}/${blob.join("/") || "any"}`);
  return {
    kind: "blob",
    path: new BindingTemplate(text),
    blobs: bindings.blobs(binding),
    poison: new QueueClient(bindings.connection(binding.connection, "queue"), BLOB_POISON_QUEUE),
  };
}
