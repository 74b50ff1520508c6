import type { Platform } from "../../shared/service.js";
import type { Site } from "../site.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import { telemetryConnection } from "../telemetry/connection.js";
import { Telemetry } from "../telemetry/telemetry.js";
import { identityByClientId } from "./site-identity.js";

/** Sends what an app says to where its settings want it, as the identity that they name. */
export function configureTelemetry(platform: Platform, site: Site, journal: AppJournal): void {
  const connection = telemetryConnection(site.settings);
  journal.configure(JSON.stringify(connection), () => {
    if (connection === undefined) return undefined;
    const { identities, resources } = platform;
    return new Telemetry(platform, {
      connection,
      site,
      token: async (clientId) =>
        identities.token(identityByClientId(resources, site, clientId), "https://monitor.azure.com"),
    });
  });
}
