import { setTimeout as sleep } from "node:timers/promises";
import type { AuditedCall, AuditedIdentity } from "../../local/authorization/audit.js";
import type { ControlClient } from "../../local/control/control-client.js";

const LIMIT_MS = 20_000;
const POLL_MS = 200;

/**
 * Waits until a call of an identity is allowed or denied.
 *
 * @param operation in the service's words, e.g. `Send Telemetry`.
 * @param since ISO time by the clock of the local Azure.
 * @throws when there is no such call within 20 seconds.
 */
export async function nextDecision(
  control: Pick<ControlClient, "audit">,
  { principalId, name }: Pick<AuditedIdentity, "principalId" | "name">,
  operation: string,
  since: string,
): Promise<"allowed" | "denied"> {
  const isIt = (call: AuditedCall) => call.operation === operation && call.last >= since;
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const identity = (await control.audit()).identities.find((one) => one.principalId === principalId);
    if (identity?.denied.some(isIt)) return "denied";
    if (identity?.grants.some(({ uses }) => uses.some(isIt))) return "allowed";
    await sleep(POLL_MS);
  }
  throw new Error(`not within ${LIMIT_MS / 1000} s: ${operation} by ${name}`);
}
