// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onInterrupt } from "./clean-up.mjs";
import { withLock } from "./lock.mjs";

/**
 * A folder of the cache, made at most once: it is filled beside its place and renamed when complete, so that it is
 * there whole or not at all. What an interrupted set-up left is removed first.
 *
 * @param {string} cache
 * @param {string} key the folder's name; holds every version it depends on
 * @param {(folder: string) => Promise<void>} fill rejects when the content cannot be made or does not work
 * @param {{ onWait?: (holder: string) => void }} [options]
 * @returns {Promise<string>} the folder
 */
export async function cacheEntry(cache, key, fill, options = {}) {
  const folder = join(cache, key);
  if (existsSync(folder)) return folder;
  return withLock(
    join(cache, `${key}.lock`),
    async () => {
      if (existsSync(folder)) return folder;
      removeLeftovers(cache, key);
      const partial = mkdtempSync(join(cache, `${key}.partial-`));
      // Retried, as a process that has just been killed may still add a file.
      const discard = () => rmSync(partial, { recursive: true, force: true, maxRetries: 5 });
      const forget = onInterrupt(discard);
      try {
        const content = join(partial, "content");
        mkdirSync(content);
        await fill(content);
        renameSync(content, folder);
      } finally {
        forget();
        discard();
      }
      return folder;
    },
    options,
  );
}

/**
 * @param {string} cache
 * @param {string} key
 */
function removeLeftovers(cache, key) {
  for (const name of readdirSync(cache)) {
    if (name.startsWith(`${key}.partial-`)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}
