import { blobPath } from "../bindings/blob-path.js";
import type { FunctionDefinition } from "../host/function-definition.js";
import type { Invoker } from "../host/invoker.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import type { RpcTypedData } from "../worker/protocol.js";
import type { BlobTrigger } from "./blob-trigger.js";
import { dotNetTime } from "./dot-net-time.js";

/**
 * Runs a function for a blob.
 *
 * @returns whether it is done with; so it is when there is no such blob any more.
 * @throws ServiceError when the blob cannot be read.
 */
export async function runForBlob(
  definition: FunctionDefinition,
  trigger: BlobTrigger,
  invoker: Invoker,
  { container, blob }: { readonly container: string; readonly blob: string },
): Promise<boolean> {
  const found = await trigger.blobs.get(container, blob);
  if (found === undefined) return true;
  const path = `${container}/${blob}`;
  const metadata: Record<string, RpcTypedData> = {
    BlobTrigger: { string: path },
    Uri: { json: JSON.stringify(trigger.blobs.url(container, blob)) },
    Properties: { json: JSON.stringify(propertiesOf(found.headers)) },
    Metadata: { json: JSON.stringify(metadataOf(found.headers)) },
  };
  for (const [name, value] of Object.entries(trigger.path.capture(path) ?? {})) metadata[name] = { string: value };
  const outcome = await invoker.invoke({
    definition,
    data: { bytes: found.bytes },
    triggerMetadata: metadata,
    subject: path,
  });
  return outcome.ok;
}

/**
 * Runs a function for a blob that somebody names.
 *
 * @param text `container/blob`.
 */
export async function runForNamedBlob(
  definition: FunctionDefinition,
  trigger: BlobTrigger,
  { invoker, journal }: { readonly invoker: Invoker; readonly journal: AppJournal },
  text: string,
): Promise<void> {
  try {
    await runForBlob(definition, trigger, invoker, blobPath(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    journal.host("error", `Function.${definition.name}`, `Function '${definition.name}': ${why}`);
  }
}

/**
 * A blob's properties by their names in `BlobProperties` of the SDK for .NET, as far as the answer of the service tells
 * them.
 *
 * @see https://learn.microsoft.com/dotnet/api/azure.storage.blobs.models.blobproperties
 */
function propertiesOf(headers: Headers): Record<string, unknown> {
  const moment = (name: string): string | null => {
    const value = headers.get(name);
    return value === null ? null : dotNetTime(new Date(value));
  };
  return {
    LastModified: moment("last-modified"),
    CreatedOn: moment("x-ms-creation-time"),
    BlobType: headers.get("x-ms-blob-type"),
    LeaseState: headers.get("x-ms-lease-state"),
    LeaseStatus: headers.get("x-ms-lease-status"),
    ContentLength: Number(headers.get("content-length") ?? 0),
    ContentType: headers.get("content-type"),
    ETag: headers.get("etag"),
    ContentHash: headers.get("content-md5"),
    ContentEncoding: headers.get("content-encoding"),
    ContentDisposition: headers.get("content-disposition"),
    ContentLanguage: headers.get("content-language"),
    CacheControl: headers.get("cache-control"),
    AccessTier: headers.get("x-ms-access-tier"),
  };
}

const METADATA = "x-ms-meta-";
const metadataOf = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].flatMap(([name, value]) => (name.startsWith(METADATA) ? [[name.slice(METADATA.length), value]] : [])),
  );
