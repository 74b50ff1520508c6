import type { Table } from "../../../contracts/index.js";
import { misfitsOf, misfitText } from "../misfits.js";

/** What the service and its SDK add to an entity's own properties. */
const SYSTEM = /^(partitionKey|rowKey|timestamp|etag|odata\..*)$/;

/** The row that an entity holds. @throws when it does not fit the table's schema. */
export const fromEntity = <R extends object>(table: Table<R>, entity: Record<string, unknown>): R =>
  toRow(table, Object.fromEntries(Object.entries(entity).filter(([name]) => !SYSTEM.test(name))));

/** @throws when the value does not fit the table's schema. */
export function toRow<R extends object>(table: Table<R>, value: unknown): R {
  const { success, data, error } = table.row.safeParse(value);
  if (!success)
    throw new Error(`row of table "${table.name}" does not fit its schema: ${misfitText(misfitsOf(error))}`);
  return data;
}
