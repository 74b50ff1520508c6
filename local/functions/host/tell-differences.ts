import type { Site } from "../site.js";
import type { AppJournal } from "../telemetry/app-journal.js";

/** Tells an app's log what it will find other than it is declared. */
export function tellDifferences({ settings, runtime }: Site, journal: AppJournal): void {
  for (const text of [...unresolved(settings), ...timeZone(settings), ...otherNode(runtime.version)]) {
    journal.host("warning", "Host.Startup", text);
  }
}

const unresolved = (settings: Site["settings"]): string[] =>
  Object.entries(settings)
    .filter(([, value]) => value.startsWith("@Microsoft.KeyVault("))
    .map(([name]) => `Setting ${name}: the local Azure does not resolve Key Vault references.`);

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-time-zones */
const timeZone = (settings: Site["settings"]): string[] =>
  ["WEBSITE_TIME_ZONE", "TZ"]
    .filter((name) => settings[name] !== undefined)
    .map((name) => `Setting ${name}: Flex Consumption does not support it. Timers run by UTC.`);

function otherNode(declared: string): string[] {
  const [major] = process.versions.node.split(".");
  return declared === major ? [] : [`The site declares Node ${declared}; here it runs on Node ${major}.`];
}
