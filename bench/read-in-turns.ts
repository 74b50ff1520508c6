import type { Children } from "./children.js";
import type { Way } from "./kept-connections.js";
import { median } from "./median.js";
import type { Read, Reading } from "./read-client.js";

const CONNECTIONS = 10;
const REQUESTS = 5_000;
/** Before it is measured; both are compiled by then. */
const WARM_UP = 30_000;
const ROUNDS = 7;

/** What the reference is called. */
export const SAME_BYTES = "a bare server with the same bytes";

export interface Speed {
  readonly perSecond: number;
  /** Milliseconds that 99 of 100 stay below. */
  readonly p99: number;
}

/**
 * Reads the same thing over ten connections, in turns with a bare server that answers with the same bytes.
 *
 * @returns medians of the rounds.
 */
export async function readInTurns(
  children: Children,
  what: Pick<Reading, "way" | "path" | "headers">,
): Promise<{ readonly ours: Speed; readonly bare: Speed }> {
  const client = await children.start<"ready">("read-client.ts");
  const read = (way: Way, requests = REQUESTS) => {
    const reading: Reading = { ...what, way, requests, connections: CONNECTIONS };
    return client.ask<Read>(reading);
  };
  const { body, headers } = await read(what.way, WARM_UP);
  const bare = await children.bare({ kind: "answer", headers, body });
  await read(bare, WARM_UP);
  const reads: [Read[], Read[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    reads[0].push(await read(what.way));
    reads[1].push(await read(bare));
  }
  return { ours: speedOf(reads[0]), bare: speedOf(reads[1]) };
}

const speedOf = (reads: readonly Read[]): Speed => ({
  perSecond: (REQUESTS * 1000) / median(reads.map(({ ms }) => ms)),
  p99: median(reads.map(({ p99 }) => p99)),
});
