import { setTimeout } from "node:timers/promises";
import type { TableClient } from "@azure/data-tables";
import type { Table } from "../../../contracts/index.js";
import { CALL_LIMIT_MS } from "../limits.js";
import { type Call, eachInSpan, inSpan } from "../telemetry/scope.js";
import { changeRow, type Wait } from "./table-change.js";
import { getEntity, type RowAddress } from "./table-entity.js";
import { FIRST_ROW, fromKey, toKey } from "./table-key.js";
import { fromEntity } from "./table-row.js";
import { Turns } from "./turns.js";

export interface RowAt<R> extends RowAddress {
  readonly value: R;
}

export interface TableReader<R extends object> {
  /** The row, or undefined when there is none. */
  get(partition: string, row: string): Promise<R | undefined>;
  /** Rows of one partition, or of all, in the order of their keys. */
  list(partition?: string): AsyncIterable<RowAt<R>>;
}

export interface TableWriter<R extends object> {
  /**
   * Makes a row's next value from its current one, which is undefined when there is none. If another writer was
   * faster, `next` is asked again with what that one wrote, so it must do nothing but compute.
   *
   * @param options.once what this change belongs to, e.g. an event's source and id: a second change of the same
   *   partition for the same `once` does nothing. Each leaves a marker in the partition, which is never removed.
   * @returns false when it had been done before.
   * @throws when the race is lost 24 times or 25 seconds have passed, and when a row does not fit the schema.
   */
  change(
    address: RowAddress,
    next: (current: R | undefined) => R,
    options: { readonly once: string },
  ): Promise<boolean>;
}

/**
 * @param client opened at the first use.
 * @param wait passes the time between two attempts to change a row.
 */
export function tableClient<R extends object>(
  table: Table<R>,
  client: () => Promise<TableClient>,
  wait: Wait = (ms, signal) => setTimeout(ms, undefined, { signal }),
): TableReader<R> & TableWriter<R> {
  // Many events come at once: who shares a process shall not race for a row as well.
  const turns = new Turns();
  // Keys of rows are data of the app, and stay out.
  const call = (verb: string): Call => ({
    name: `${verb} ${table.name}`,
    kind: "client",
    attributes: { "az.namespace": "Microsoft.Storage" },
  });
  return {
    get: (partition, row) =>
      inSpan(call("get row of"), async () => {
        const found = await getEntity(await client(), toKey(partition), toKey(row), AbortSignal.timeout(CALL_LIMIT_MS));
        return found && fromEntity(table, found);
      }),
    list: (partition) =>
      eachInSpan(call("list rows of"), async function* () {
        const opened = await client();
        const partitions = partition === undefined ? partitionKeysOf(opened) : [toKey(partition)];
        for await (const partitionKey of partitions) {
          // Markers come before the rows: a range of keys leaves them out without reading through them.
          const filter = `PartitionKey eq ${quoted(partitionKey)} and RowKey gt ${quoted(FIRST_ROW)}`;
          for await (const entity of opened.listEntities<Record<string, unknown>>({ queryOptions: { filter } })) {
            const { rowKey = "" } = entity;
            yield { partition: fromKey(partitionKey), row: fromKey(rowKey), value: fromEntity(table, entity) };
          }
        }
      }),
    change: (address, next, { once }) =>
      inSpan(call("change row of"), () =>
        turns.take(JSON.stringify([address.partition, address.row]), async () =>
          changeRow(await client(), table, address, next, once, wait),
        ),
      ),
  };
}

/** Jumps from partition to partition, one small query each: reading a whole table would go through every marker. */
async function* partitionKeysOf(client: TableClient): AsyncGenerator<string> {
  for (let last = ""; ; ) {
    const queryOptions = { filter: `PartitionKey gt ${quoted(last)}`, select: ["PartitionKey", "RowKey"] };
    let next: string | undefined;
    for await (const page of client.listEntities({ queryOptions }).byPage({ maxPageSize: 1 })) {
      // A page may be empty and yet not the last one.
      next = page[0]?.partitionKey;
      if (next !== undefined) break;
    }
    if (next === undefined) return;
    yield next;
    last = next;
  }
}

/** @see https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
