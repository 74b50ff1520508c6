import type { TableClient, TransactionAction } from "@azure/data-tables";
import type { Table } from "../../../contracts/index.js";
import { CHANGE_LIMIT_MS } from "../limits.js";
import { isServiceError } from "../service-error.js";
import { getEntity, type RowAddress } from "./table-entity.js";
import { markerKey, toKey } from "./table-key.js";
import { fromEntity, toRow } from "./table-row.js";

/** Passes the time between two attempts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

const ATTEMPTS = 24;
const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/**
 * One entity-group transaction writes the row, if nobody else has since it was read, and a marker, if there is none.
 * Both or neither: that is what makes a change happen once, even when its answer was lost and it is tried again.
 *
 * @returns false when the marker was there already.
 * @see https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions
 */
export async function changeRow<R extends object>(
  client: TableClient,
  table: Table<R>,
  address: RowAddress,
  next: (current: R | undefined) => R,
  once: string,
  wait: Wait,
): Promise<boolean> {
  const partitionKey = toKey(address.partition);
  const rowKey = toKey(address.row);
  const marker = { partitionKey, rowKey: markerKey(once), once };
  const abortSignal = AbortSignal.timeout(CHANGE_LIMIT_MS);
  for (let attempt = 1; ; attempt++) {
    const current = await getEntity(client, partitionKey, rowKey, abortSignal);
    const row = toRow(table, next(current && fromEntity(table, current)));
    const entity = { ...row, partitionKey, rowKey };
    const write: TransactionAction =
      current === undefined ? ["create", entity] : ["update", entity, "Replace", { etag: current.etag }];
    try {
      await client.submitTransaction([["create", marker], write], { abortSignal });
      return true;
    } catch (error) {
      if (!isServiceError(error, 409) && !isServiceError(error, 412)) throw error;
      // Either conflict can mean either thing; the marker itself tells whether this was done before.
      if ((await getEntity(client, partitionKey, marker.rowKey, abortSignal)) !== undefined) return false;
      if (attempt === ATTEMPTS) {
        throw new Error(`table "${table.name}": a row was changed by others ${ATTEMPTS} times in a row`, {
          cause: error,
        });
      }
    }
    await wait(pauseMs(attempt), abortSignal);
  }
}

/** Anything up to a bound that doubles: those who lost together shall not come back together. */
const pauseMs = (attempt: number): number =>
  Math.random() * Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** attempt);
