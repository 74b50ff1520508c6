/** The file that the Functions host loads. */
export const ENTRY = "index.mjs";

/**
 * The host's configuration, the same for every app.
 *
 * The extension bundle brings the Event Grid trigger. Of the host's own categories only warnings are logged, each run,
 * and each start, which an alert counts. Log lines and exceptions are kept out of sampling, so that counting them in a query gives their number.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-host-json
 * @see https://learn.microsoft.com/azure/azure-functions/configure-monitoring
 */
export const HOST_JSON = json({
  version: "2.0",
  extensionBundle: { id: "Microsoft.Azure.Functions.ExtensionBundle", version: "[4.*, 5.0.0)" },
  logging: {
    logLevel: {
      default: "Warning",
      "Host.Results": "Information",
      "Host.Startup": "Information",
      Function: "Information",
    },
    applicationInsights: { samplingSettings: { isEnabled: true, excludedTypes: "Request;Exception;Trace" } },
  },
});

/** @see https://learn.microsoft.com/azure/azure-functions/functions-reference-node */
export const packageJson = (appName: string): string =>
  json({ name: appName, private: true, type: "module", main: ENTRY });

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
