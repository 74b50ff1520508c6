import type { Needs } from "./need.js";

/**
 * The app setting that holds where a need is met: always one URL.
 *
 * | kind | value |
 * | --- | --- |
 * | blobContainer | `https://{account}.blob.core.windows.net/{container}` |
 * | table | `https://{account}.table.core.windows.net/{table}` |
 * | secret | `https://{vault}.vault.azure.net/secrets/{secret}` |
 * | publish | `https://{topic}.{region}-1.eventgrid.azure.net/api/events` |
 *
 * @param key the need's name in the manifest, e.g. `rawNames`.
 * @returns e.g. `RAW_NAMES_URL`.
 */
export const settingOf = (key: string): string =>
  `${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_URL`;

/** The settings that an app with these needs must have. */
export const settingsOf = (needs: Needs): string[] => Object.keys(needs).map(settingOf);
