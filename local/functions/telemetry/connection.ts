import type { Settings } from "../site.js";

/** Where an app's telemetry goes, and as whom. */
export interface TelemetryConnection {
  readonly instrumentationKey: string;
  /** `{IngestionEndpoint}/v2.1/track` */
  readonly url: string;
  /** Client id of the identity that sends; absent when the connection asks for none. */
  readonly clientId?: string;
}

/**
 * Reads `APPLICATIONINSIGHTS_CONNECTION_STRING` and `APPLICATIONINSIGHTS_AUTHENTICATION_STRING`.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-app-settings#applicationinsights_authentication_string
 * @returns undefined when the app has no Application Insights.
 */
export function telemetryConnection(settings: Settings): TelemetryConnection | undefined {
  const connection = pairs(settings.APPLICATIONINSIGHTS_CONNECTION_STRING);
  const instrumentationKey = connection.get("instrumentationkey");
  const endpoint = connection.get("ingestionendpoint");
  if (instrumentationKey === undefined || endpoint === undefined) return undefined;
  const clientId = pairs(settings.APPLICATIONINSIGHTS_AUTHENTICATION_STRING).get("clientid");
  return {
    instrumentationKey,
    url: `${endpoint.replace(/\/+$/, "")}/v2.1/track`,
    ...(clientId === undefined ? {} : { clientId }),
  };
}

const pairs = (text = ""): Map<string, string> =>
  new Map(
    text.split(";").flatMap((pair) => {
      const [key, ...value] = pair.split("=");
      return key === undefined || value.length === 0
        ? []
        : [[key.trim().toLowerCase(), value.join("=").trim()] as const];
    }),
  );
