import type { RpcTypedData } from "../worker/protocol.js";
import type { InputBinding } from "./binding.js";
import type { BindingData } from "./binding-data.js";
import type { BindingTemplate } from "./binding-template.js";
import { plainEntity, type TableClient } from "./table-client.js";

export interface TableInputOptions {
  readonly name: string;
  readonly table: BindingTemplate;
  readonly partitionKey: BindingTemplate | undefined;
  readonly rowKey: BindingTemplate | undefined;
  readonly filter: BindingTemplate | undefined;
  /** 0 is all. */
  readonly take: number;
  readonly open: (table: string) => TableClient;
}

/**
 * Reads one entity when both keys are given, and entities by filter otherwise.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-table-input
 */
export class TableInput implements InputBinding {
  constructor(private readonly options: TableInputOptions) {}

  get name(): string {
    return this.options.name;
  }

  async read(data: BindingData): Promise<RpcTypedData | undefined> {
    const { table, partitionKey, rowKey, filter, take, open } = this.options;
    const client = open(table.evaluate(data));
    const partition = partitionKey?.evaluate(data);
    if (partition !== undefined && rowKey !== undefined) {
      const found = await client.get(partition, rowKey.evaluate(data));
      return found === undefined ? undefined : { json: JSON.stringify(plainEntity(found)) };
    }
    const clauses = [
      partition === undefined ? "" : `PartitionKey eq '${escapeQuotes(partition)}'`,
      filter?.evaluate(data, escapeQuotes) ?? "",
    ].filter((clause) => clause !== "");
    const entities = await client.query(clauses.join(" and "), take);
    return { json: JSON.stringify(entities.map(plainEntity)) };
  }
}

const escapeQuotes = (text: string): string => text.replaceAll("'", "''");
