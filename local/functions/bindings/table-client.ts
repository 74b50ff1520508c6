import { randomUUID } from "node:crypto";
import { isObject } from "../../shared/is-object.js";
import type { Connection } from "./connection.js";
import { ServiceError, serviceError } from "./service-error.js";

/** An entity as the table service's JSON has it, with its annotations of types. */
export type TableEntity = Readonly<Record<string, unknown>>;

/** One change of a transaction. */
export interface TableChange {
  readonly entity: TableEntity;
  readonly partitionKey: string;
  readonly rowKey: string;
  /** The ETag that the entity has to have; `*` writes over whatever is there; without one it has to be new. */
  readonly etag?: string;
}

const JSON_TYPE = "application/json;odata=minimalmetadata";
const BASE_HEADERS = { accept: JSON_TYPE, dataserviceversion: "3.0;NetFx" };

/**
 * A table, used over the public wire.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/table-service-rest-api
 */
export class TableClient {
  constructor(
    private readonly connection: Connection,
    private readonly table: string,
  ) {}

  get #title(): string {
    return `table '${this.table}' of account '${this.connection.account}'`;
  }

  /**
   * @returns undefined when there is no such entity, or no such table.
   * @throws ServiceError
   */
  async get(partitionKey: string, rowKey: string): Promise<TableEntity | undefined> {
    const path = `/${this.table}(${keysOf(partitionKey, rowKey)})`;
    const answer = await this.connection.send({ method: "GET", path, headers: BASE_HEADERS });
    if (answer.status === 404) {
      await answer.arrayBuffer();
      return undefined;
    }
    if (!answer.ok) throw await serviceError("Query Entities", this.#title, answer);
    return (await answer.json()) as TableEntity;
  }

  /**
   * Entities in the order of their keys.
   *
   * @param filter OData; empty is all.
   * @param most 0 is all.
   * @throws ServiceError
   */
  async query(filter: string, most: number): Promise<TableEntity[]> {
    const found: TableEntity[] = [];
    let next: Record<string, string> | undefined = {};
    while (next !== undefined) {
      const page: URLSearchParams = new URLSearchParams(next);
      if (filter !== "") page.set("$filter", filter);
      if (most > 0) page.set("$top", String(Math.min(most, 1000)));
      const text = page.toString().replaceAll("+", "%20");
      const path = `/${this.table}()${text === "" ? "" : `?${text}`}`;
      const answer = await this.connection.send({ method: "GET", path, headers: BASE_HEADERS });
      if (!answer.ok) throw await serviceError("Query Entities", this.#title, answer);
      const { value } = (await answer.json()) as { value: TableEntity[] };
      found.push(...value);
      if (most > 0 && found.length >= most) return found.slice(0, most);
      next = continuation(answer.headers);
    }
    return found;
  }

  /**
   * Makes changes of one partition, all or none; makes the table when there is none.
   *
   * @param changes at most 100, of different row keys.
   * @throws ServiceError
   */
  async transact(changes: readonly TableChange[]): Promise<void> {
    const error = await this.#submit(changes);
    if (error === undefined) return;
    if (error.status !== 404 || !/^(TableNotFound|ResourceNotFound)$/.test(error.code)) throw error;
    await this.#create();
    const again = await this.#submit(changes);
    if (again !== undefined) throw again;
  }

  async #submit(changes: readonly TableChange[]): Promise<ServiceError | undefined> {
    const boundary = randomUUID();
    const body = Buffer.from(this.#batch(changes, boundary));
    const headers = { ...BASE_HEADERS, "content-type": `multipart/mixed; boundary=batch_${boundary}` };
    const answer = await this.connection.send({ method: "POST", path: "/$batch", headers, body });
    const operation = "Entity Group Transaction";
    if (!answer.ok) return serviceError(operation, this.#title, answer);
    const text = await answer.text();
    const status = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, one]) => Number(one)).find((one) => one >= 400);
    if (status === undefined) return undefined;
    return new ServiceError(operation, this.#title, status, /"code"\s*:\s*"(\w+)"/.exec(text)?.[1] ?? "");
  }

  #batch(changes: readonly TableChange[], boundary: string): string {
    const parts = changes.map((change) => {
      const keyed = change.etag === undefined ? "" : `(${keysOf(change.partitionKey, change.rowKey)})`;
      const lines = [
        `--changeset_${boundary}`,
        "content-type: application/http",
        "content-transfer-encoding: binary",
        "",
        `${change.etag === undefined ? "POST" : "PUT"} ${this.connection.url}/${this.table}${keyed} HTTP/1.1`,
        `accept: ${JSON_TYPE}`,
        "content-type: application/json",
        "dataserviceversion: 3.0;",
        "prefer: return-no-content",
        // Without it the entity is inserted or replaced, whatever is there.
        ...(change.etag === undefined || change.etag === "*" ? [] : [`if-match: ${change.etag}`]),
        "",
        JSON.stringify(change.entity),
        "",
      ];
      return lines.join("\r\n");
    });
    const opening = `--batch_${boundary}\r\ncontent-type: multipart/mixed; boundary=changeset_${boundary}\r\n\r\n`;
    return `${opening}${parts.join("")}--changeset_${boundary}--\r\n--batch_${boundary}--\r\n`;
  }

  async #create(): Promise<void> {
    const answer = await this.connection.send({
      method: "POST",
      path: "/Tables",
      headers: { ...BASE_HEADERS, "content-type": "application/json" },
      body: Buffer.from(JSON.stringify({ TableName: this.table })),
    });
    // 409: someone else made it in between.
    if (answer.status !== 409 && !answer.ok) throw await serviceError("Create Table", this.#title, answer);
    await answer.arrayBuffer();
  }
}

const quoted = (text: string): string => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;
const keysOf = (partitionKey: string, rowKey: string): string =>
  `PartitionKey=${quoted(partitionKey)},RowKey=${quoted(rowKey)}`;

function continuation(headers: Headers): Record<string, string> | undefined {
  const partition = headers.get("x-ms-continuation-nextpartitionkey");
  const row = headers.get("x-ms-continuation-nextrowkey");
  if (partition === null) return undefined;
  return { NextPartitionKey: partition, ...(row === null ? {} : { NextRowKey: row }) };
}

/**
 * An entity as a function gets it: without annotations, ETag and time stamp; moments with their offset, as .NET writes them.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/tables/Microsoft.Azure.WebJobs.Extensions.Tables/src/TablesExtensionConfigProvider.cs
 */
export function plainEntity(entity: TableEntity): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entity)) {
    if (name.includes("odata.") || name.toLowerCase() === "timestamp") continue;
    const type = entity[`${name}@odata.type`];
    if (type === "Edm.Int64") plain[name] = Number(value);
    else if (type === "Edm.DateTime") plain[name] = String(value).replace(/Z$/, "+00:00");
    else plain[name] = isObject(value) ? JSON.stringify(value) : value;
  }
  return plain;
}
