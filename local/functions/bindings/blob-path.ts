/** Container and blob of a path `container/folder/blob`. */
export interface BlobPath {
  readonly container: string;
  readonly blob: string;
}

/** @see https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
const CONTAINER = /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$|^\$(root|web|logs)$/;
const LONGEST_BLOB = 1024;

/**
 * Reads the path of a blob as a binding says it. A whole address, such as `{data.url}` of an event gives, is read as well.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Blobs/src/BlobPath.cs
 * @throws when it is none.
 */
export function blobPath(text: string): BlobPath {
  if (/^https?:\/\//i.test(text) && URL.canParse(text))
    return blobPath(decodeURIComponent(new URL(text).pathname.slice(1)));
  const slash = text.indexOf("/");
  if (slash <= 0 || slash === text.length - 1) {
    throw new Error(
      `Invalid blob path specified : '${text}'. Blob identifiers must be in the format 'container/blob'.`,
    );
  }
  const path = { container: text.slice(0, slash), blob: text.slice(slash + 1) };
  if (!CONTAINER.test(path.container)) throw new Error(`Invalid container name: ${path.container}`);
  if (path.blob.length > LONGEST_BLOB) {
    throw new Error(`Invalid blob name: ${path.blob.length} characters; at most ${LONGEST_BLOB} are allowed`);
  }
  return path;
}
