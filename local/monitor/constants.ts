/** Fixed values and limits of telemetry ingestion. */

export const SERVICE = "monitor";
export const COMPONENT_TYPE = "Microsoft.Insights/components";
export const WORKSPACE_TYPE = "Microsoft.OperationalInsights/workspaces";

/** Audience of the tokens that senders of telemetry have. */
export const AUDIENCE = "https://monitor.azure.com";
/**
 * Monitoring Metrics Publisher holds both. The vendor does not say which of them ingestion checks.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication
 */
export const WRITE_RIGHTS = ["Microsoft.Insights/Telemetry/Write", "Microsoft.Insights/Metrics/Write"];

/** Bytes of a request after unpacking: more than any SDK sends, and a bound on what one request can take. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Envelopes that are kept; the oldest go. */
export const KEPT_ENVELOPES = 20_000;

/** The number in the region's ingestion host, e.g. `westeurope-5.in.applicationinsights.azure.com`. */
const STAMP = 5;
export const ingestionHost = (region: string): string => `${region}-${STAMP}.in.applicationinsights.azure.com`;
export const liveHost = (region: string): string => `${region}.livediagnostics.monitor.azure.com`;

export const isMonitorHost = (host: string): boolean =>
  /^[a-z0-9]+-\d+\.in\.applicationinsights\.azure\.com$/.test(host) ||
  /^[a-z0-9]+\.livediagnostics\.monitor\.azure\.com$/.test(host);

/** Region as it stands in host names: `West Europe` is `westeurope`. */
export const regionOf = (location: unknown): string =>
  String(location ?? "")
    .toLowerCase()
    .replaceAll(" ", "");
