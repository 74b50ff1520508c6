import path from "node:path";

/**
 * Where the Functions host keeps what belongs to an app: its unpacked package and its log.
 *
 * @param folder the local Azure's.
 */
export const appFolder = (folder: string, siteName: string): string =>
  path.join(folder, "functions", siteName.toLowerCase());

/** Within an app's folder: the log, and the one before it. */
export const LOG_FILE = "app.log";
export const OLDER_LOG_FILE = "app.1.log";
