/** Where an app's telemetry goes. */
export interface Connection {
  readonly instrumentationKey: string;
  /** `{IngestionEndpoint}/v2.1/track` */
  readonly url: string;
  /** Whether a token of the app's identity goes with it. */
  readonly asIdentity: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings that the Functions host reads as well.
 *
 * @returns undefined when the app has no Application Insights.
 * @see https://learn.microsoft.com/azure/azure-monitor/app/connection-strings
 * @see https://learn.microsoft.com/azure/azure-functions/functions-app-settings#applicationinsights_authentication_string
 */
export function readConnection(environment: Environment): Connection | undefined {
  const parts = partsOf(environment.APPLICATIONINSIGHTS_CONNECTION_STRING);
  const instrumentationKey = parts.get("instrumentationkey");
  const endpoint = parts.get("ingestionendpoint");
  if (instrumentationKey === undefined || endpoint === undefined || !URL.canParse(endpoint)) return undefined;
  return {
    instrumentationKey,
    url: `${endpoint.replace(/\/+$/, "")}/v2.1/track`,
    asIdentity: partsOf(environment.APPLICATIONINSIGHTS_AUTHENTICATION_STRING).get("authorization") === "AAD",
  };
}

function partsOf(text = ""): Map<string, string> {
  const pairs = text.split(";").map((pair) => pair.split("="));
  return new Map(pairs.map(([key = "", ...value]) => [key.trim().toLowerCase(), value.join("=").trim()]));
}
