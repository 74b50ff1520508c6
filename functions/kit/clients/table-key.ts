import { createHash } from "node:crypto";

/** No row key begins with this one (see `toKey`), so that rows and markers are two ranges of each partition. */
const MARKER = "!";

/** Greater than every marker's row key, and less than every row's: where rows begin in a partition. */
export const FIRST_ROW = "!~";

/**
 * A row or partition name as a key that Azure takes, which refuses `/ \ # ?` and control characters, and is
 * troubled by `%`. What is not allowed, and what the kit keeps for itself, becomes `=` and four hexadecimal digits.
 *
 * @throws when the name is empty or the key would be longer than 512 characters, Azure's limit of 1 KiB.
 * @see https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
export function toKey(name: string): string {
  const key = name.replace(/[\p{Cc} !#%/=?\\]/gu, (c) => `=${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  if (key === "" || key.length > 512) {
    throw new Error(`table key of ${key.length} characters: expected 1 to 512, special ones counted five times`);
  }
  return key;
}

/** The name that `toKey` made a key of. */
export const fromKey = (key: string): string =>
  key.replace(/=([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** The row key under which a partition remembers that this was done. A hash: what marks a change may be of any length. */
export const markerKey = (once: string): string => `${MARKER}${createHash("sha256").update(once).digest("hex")}`;
