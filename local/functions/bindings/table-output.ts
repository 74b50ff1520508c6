import { isObject } from "../../shared/is-object.js";
import type { RpcTypedData } from "../worker/protocol.js";
import type { OutputBinding } from "./binding.js";
import type { BindingData } from "./binding-data.js";
import type { BindingTemplate } from "./binding-template.js";
import { type OutputValue, outputValues } from "./output-values.js";
import type { TableChange, TableClient } from "./table-client.js";

/** Most changes of one transaction. */
const MOST_AT_ONCE = 100;

export interface TableOutputOptions {
  readonly name: string;
  readonly table: BindingTemplate;
  /** For entities that have none of their own. */
  readonly partitionKey: BindingTemplate | undefined;
  readonly rowKey: BindingTemplate | undefined;
  readonly open: (table: string) => TableClient;
}

/**
 * Adds entities, those of one partition in one transaction; makes the table when there is none.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-table-output
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/tables/Microsoft.Azure.WebJobs.Extensions.Tables/src/TableEntityWriter.cs
 */
export class TableOutput implements OutputBinding {
  constructor(private readonly options: TableOutputOptions) {}

  get name(): string {
    return this.options.name;
  }

  /** @throws when a value is no entity, or when the service refuses it. */
  async write(value: RpcTypedData, data: BindingData): Promise<void> {
    const { table, partitionKey, rowKey, open } = this.options;
    const client = open(table.evaluate(data));
    const defaults = { PartitionKey: partitionKey?.evaluate(data), RowKey: rowKey?.evaluate(data) };
    const changes = outputValues(value).map((one) => changeOf(one, defaults));
    for (const transaction of transactionsOf(changes)) await client.transact(transaction);
  }
}

/** Changes that can go together: of one partition, each row once, not too many. */
function transactionsOf(changes: readonly TableChange[]): TableChange[][] {
  const transactions: TableChange[][] = [];
  const open = new Map<string, TableChange[]>();
  for (const change of changes) {
    const before = open.get(change.partitionKey);
    const fits =
      before !== undefined && before.length < MOST_AT_ONCE && before.every(({ rowKey }) => rowKey !== change.rowKey);
    const transaction = fits ? before : [];
    if (!fits) {
      transactions.push(transaction);
      open.set(change.partitionKey, transaction);
    }
    transaction.push(change);
  }
  return transactions;
}

const RESERVED: Readonly<Record<string, string>> = { partitionkey: "PartitionKey", rowkey: "RowKey" };

function changeOf(
  value: OutputValue,
  defaults: { readonly PartitionKey: string | undefined; readonly RowKey: string | undefined },
): TableChange {
  if (!isObject(value) || value instanceof Uint8Array) {
    throw new Error("an entity of a table has to be an object with partitionKey and rowKey");
  }
  const entity: Record<string, unknown> = {};
  let etag: string | undefined;
  for (const [name, given] of Object.entries(value)) {
    if (name.toLowerCase() === "etag") etag = String(given);
    else if (given !== null) Object.assign(entity, propertyOf(RESERVED[name.toLowerCase()] ?? name, given));
  }
  const partitionKey = keyOf("PartitionKey", entity.PartitionKey ?? defaults.PartitionKey);
  const rowKey = keyOf("RowKey", entity.RowKey ?? defaults.RowKey);
  const keyed = { ...entity, PartitionKey: partitionKey, RowKey: rowKey };
  return { entity: keyed, partitionKey, rowKey, ...(etag === undefined || etag === "" ? {} : { etag }) };
}

/** Whole numbers are 64 bits wide, objects and arrays are text, as the extension has them. */
function propertyOf(name: string, value: unknown): Record<string, unknown> {
  if (name === "PartitionKey" || name === "RowKey") return { [name]: value };
  if (typeof value === "number" && Number.isInteger(value)) {
    return { [name]: String(value), [`${name}@odata.type`]: "Edm.Int64" };
  }
  if (typeof value === "number") return { [name]: value, [`${name}@odata.type`]: "Edm.Double" };
  return { [name]: typeof value === "object" ? JSON.stringify(value, null, 2) : value };
}

/** @see https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#characters-disallowed-in-key-fields */
function keyOf(name: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new Error(`an entity's ${name} is ${JSON.stringify(value)}: it has to be text, in the entity or the binding`);
  }
  if (/[/\\#?\p{Cc}]/u.test(value)) {
    throw new Error(
      `an entity's ${name} is ${JSON.stringify(value)}: it may not hold /, \\, #, ? or control characters`,
    );
  }
  return value;
}
