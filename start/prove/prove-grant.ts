import { setTimeout as sleep } from "node:timers/promises";
import type { AuditedCall, AuditedGrant, AuditedIdentity } from "../../local/authorization/audit.js";
import type { ProviderClient } from "../../local/provider/provider-client.js";
import { isWithin } from "../../local/shared/arm-id.js";
import type { Broken, Station } from "./station.js";
import type { Surroundings } from "./surroundings.js";

const TOKEN = "azure-native:authorization:RoleAssignment";
/** The longest pause after which an app or its host tries again what was refused, in milliseconds. */
const PAUSE_MS = 15_000;
const HEAL_LIMIT_MS = 60_000;
const HEAL_POLL_MS = 500;

/** A role assignment and whose it is. */
export interface Grant {
  readonly identity: AuditedIdentity;
  readonly grant: AuditedGrant;
}

/** What came of taking it away. */
export interface Finding {
  /** The first station that broke, and how; nothing when all were passed without it. */
  readonly broke?: Broken;
  /** Calls of the identity, within the scope, that were refused meanwhile. */
  readonly denied: readonly AuditedCall[];
}

/** Does something that the engine does not know of, as a hand in the portal would. */
export type ByHand = Pick<ProviderClient, "read" | "delete" | "create">;

/**
 * Takes a role assignment away, lets the stations of its identity be passed until one breaks, and puts it back.
 *
 * @throws when it cannot be taken away, or when what broke does not heal within a minute.
 */
export async function proveGrant(
  { identity, grant }: Grant,
  stations: readonly Station[],
  { control }: Surroundings,
  byHand: ByHand,
): Promise<Finding> {
  const inputs = await byHand.read(TOKEN, grant.id);
  if (inputs === undefined) throw new Error(`${grant.id} is gone`);
  const { now: since } = await control.clock();
  await byHand.delete(TOKEN, grant.id);
  let first: Awaited<ReturnType<typeof firstBroken>>;
  try {
    first = await firstBroken(stations);
  } finally {
    await byHand.create(TOKEN, inputs);
  }
  const denied = await deniedSince({ identity, grant }, since, control);
  if (first === undefined) return { denied };
  await healed(first.station, control);
  return { broke: first.broken, denied };
}

/** The first station that is not passed. */
async function firstBroken(stations: readonly Station[]) {
  for (const station of stations) {
    const broken = await tried(station);
    if (broken !== undefined) return { station, broken };
  }
  return undefined;
}

/** A station of which nothing came in time is broken as well. */
export const tried = (station: Station): Promise<Broken | undefined> =>
  station.pass().catch(({ message }: Error) => ({ what: message }));

/** Both parts of it. */
export const spoken = ({ what, why }: Broken): string => [what, why].filter((part) => part !== undefined).join(": ");

async function deniedSince({ identity, grant }: Grant, since: string, control: Surroundings["control"]) {
  const { identities } = await control.audit();
  const denied = identities.find(({ principalId }) => principalId === identity.principalId)?.denied ?? [];
  return denied.filter(({ scope, last }) => last >= since && isWithin(scope, grant.scope));
}

/** What waits to be tried again is tried at once, by the clock of the local Azure. */
async function healed(station: Station, control: Surroundings["control"]): Promise<void> {
  const deadline = Date.now() + HEAL_LIMIT_MS;
  for (;;) {
    await control.advance(PAUSE_MS);
    const broken = await tried(station);
    if (broken === undefined) return;
    if (Date.now() > deadline)
      throw new Error(`with its grant back, this does not heal: ${station.name}: ${spoken(broken)}`);
    await sleep(HEAL_POLL_MS);
  }
}
