import { unsupported } from "./operation.js";
import { StorageError } from "./storage-error.js";
import { readStorageHost } from "./storage-host.js";

/**
 * The container that a copy reads from.
 *
 * Supported are sources of the same account that the caller may read itself. Those of another account, or with a
 * signature of their own, are refused by name: Azurite would fetch them from the network.
 *
 * @param source the header `x-ms-copy-source`.
 * @param account the account that the copy goes to.
 * @see https://learn.microsoft.com/rest/api/storageservices/copy-blob
 * @throws StorageError
 */
export function readCopySource(source: string, account: string): string {
  const url = URL.parse(source);
  if (url === null) {
    throw new StorageError(400, "InvalidHeaderValue", "The header x-ms-copy-source is not an absolute URL.");
  }
  const host = readStorageHost(url.hostname);
  if (host?.account !== account || host.service !== "blob") {
    unsupported(`a copy from ${url.hostname}; the source has to lie in the account "${account}"`);
  }
  if (url.searchParams.has("sig")) unsupported("a copy source with a shared access signature");
  const [container = "", blob = ""] = decodePath(url.pathname).split(/\/(.*)/s);
  if (container === "" || blob === "") {
    throw new StorageError(400, "InvalidHeaderValue", "The header x-ms-copy-source names no container and blob.");
  }
  return container;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path).slice(1);
  } catch (error) {
    throw new StorageError(400, "InvalidHeaderValue", `The header x-ms-copy-source has a bad path: ${String(error)}`);
  }
}
