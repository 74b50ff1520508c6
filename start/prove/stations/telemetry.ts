import type { AuditedIdentity } from "../../../local/authorization/audit.js";
import { nextDecision } from "../next-decision.js";
import type { Station } from "../station.js";
import type { Surroundings } from "../surroundings.js";

/** As long as an app keeps its telemetry before it sends it, or tries again; in milliseconds. */
const PAUSE_MS = 10_000;

/**
 * The app's telemetry is taken.
 *
 * @param stir something that makes the app send some.
 */
export const telemetry = (
  { control }: Surroundings,
  app: string,
  identity: Pick<AuditedIdentity, "principalId" | "name">,
  stir: Station,
): Station => ({
  name: `the telemetry of ${app} is taken`,
  async pass() {
    const since = (await control.clock()).now;
    await stir.pass();
    await control.advance(PAUSE_MS);
    const decision = await nextDecision(control, identity, "Send Telemetry", since);
    return decision === "allowed" ? undefined : { what: `the telemetry of ${app} is not taken` };
  },
});
