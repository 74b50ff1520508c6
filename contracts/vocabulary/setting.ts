import type { App } from "./app.js";
import { TOKEN_ISSUERS } from "./issuer.js";

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

/** The settings that an app must have. */
export const settingsOf = (app: App): string[] => [
  ...Object.keys(app.needs).map(settingOf),
  ...(takesTokens(app) ? [TOKEN_ISSUERS] : []),
];

/** Whether callers of one of its functions need a token. */
export const takesTokens = ({ functions }: App): boolean =>
  Object.values(functions).some((on) => on.trigger === "http" && on.auth !== "anonymous");
