import type { LogLevel } from "../worker/protocol.js";

const ORDER: readonly string[] = ["trace", "debug", "information", "warning", "error", "critical", "none"];

/**
 * Whether host.json's `logging.logLevel` lets a line through: the longest category that begins the line's own decides,
 * then `default`, then `Information`.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/configure-monitoring#configure-log-levels
 */
export function isLogged(levels: Readonly<Record<string, string>>, category: string, level: LogLevel): boolean {
  const [closest] = Object.keys(levels)
    .filter((prefix) => category === prefix || category.startsWith(`${prefix}.`))
    .sort((a, b) => b.length - a.length);
  const least = (closest === undefined ? levels.default : levels[closest]) ?? "Information";
  return ORDER.indexOf(level) >= ORDER.indexOf(least.toLowerCase());
}
