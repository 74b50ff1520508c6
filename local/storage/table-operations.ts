import {
  controlled,
  type Operation,
  onData,
  preflight,
  type Rule,
  type StorageRequest,
  selector,
  unsupported,
} from "./operation.js";
import { StorageError } from "./storage-error.js";

const TABLES = "tableServices/tables";
const ENTITIES = `${TABLES}/entities`;
const WRITE = [`${ENTITIES}/write`];
const ADD = `${ENTITIES}/add/action`;
const UPDATE = `${ENTITIES}/update/action`;

const ACCOUNT: Readonly<Record<string, Rule>> = {
  "GET restype=service&comp=properties": controlled(
    "Get Table Service Properties",
    false,
    "account",
    "tableServices/read",
  ),
  "PUT restype=service&comp=properties": controlled(
    "Set Table Service Properties",
    true,
    "account",
    "tableServices/write",
  ),
  "GET restype=service&comp=stats": controlled("Get Table Service Stats", false, "account", "tableServices/read"),
};

const QUERY_TABLES = controlled("Query Tables", false, "account", `${TABLES}/read`);
const CREATE_TABLE = controlled("Create Table", true, "inner", `${TABLES}/write`);
const DELETE_TABLE = controlled("Delete Table", true, "inner", `${TABLES}/delete`);

const TABLE: Readonly<Record<string, Rule>> = {
  "GET ": onData("Query Entities", false, [`${ENTITIES}/read`]),
  "POST ": onData("Insert Entity", true, WRITE, [ADD]),
  "GET comp=acl": controlled("Get Table ACL", false, "inner", `${TABLES}/getAcl/action`),
  "PUT comp=acl": controlled("Set Table ACL", true, "inner", `${TABLES}/setAcl/action`),
};

const upsert = (name: string): Rule => onData(name, true, WRITE, [ADD, UPDATE]);
const update = (name: string): Rule => onData(name, true, WRITE, [UPDATE]);

/** Without `If-Match` an entity that is not there is inserted. */
const ENTITY: Readonly<Record<string, { readonly conditional: Rule; readonly unconditional: Rule }>> = {
  GET: same(onData("Query Entities", false, [`${ENTITIES}/read`])),
  PUT: { conditional: update("Update Entity"), unconditional: upsert("Insert Or Replace Entity") },
  MERGE: { conditional: update("Merge Entity"), unconditional: upsert("Insert Or Merge Entity") },
  PATCH: { conditional: update("Merge Entity"), unconditional: upsert("Insert Or Merge Entity") },
  DELETE: same(onData("Delete Entity", true, [`${ENTITIES}/delete`])),
};

function same(rule: Rule): { readonly conditional: Rule; readonly unconditional: Rule } {
  return { conditional: rule, unconditional: rule };
}

const NAMED_TABLE = /^Tables\('([A-Za-z][A-Za-z0-9]{2,62})'\)$/;
const TABLE_PATH = /^([A-Za-z][A-Za-z0-9]{2,62})(\(.*\))?$/s;

/**
 * The operation of a request to the table service, and what it needs. Batches are read by `readTableBatch`, and
 * each of their parts is one call of this.
 *
 * @param createdTable name in the body of `Create Table`.
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-calling-data-operations
 * @throws StorageError
 */
export function tableOperation(request: StorageRequest, createdTable?: string): Operation {
  const method = tunnelled(request);
  if (method === "OPTIONS") return preflight("Table");
  const { path } = request;
  const parameters = selector(request.query);
  const key = `${method === "HEAD" ? "GET" : method} ${parameters}`;
  if (path === "") return operation(request, ACCOUNT[key] ?? unknown(request, parameters), undefined);
  if (path === "Tables" || path === "Tables()") {
    if (key === "GET ") return operation(request, QUERY_TABLES, undefined);
    if (key === "POST " && createdTable !== undefined) return operation(request, CREATE_TABLE, createdTable);
    return unknown(request, parameters);
  }
  const named = NAMED_TABLE.exec(path)?.[1];
  if (named !== undefined && key === "DELETE ") return operation(request, DELETE_TABLE, named);
  const [, table, keys] = TABLE_PATH.exec(path) ?? [];
  if (table === undefined || table.toLowerCase() === "tables") return unknown(request, parameters);
  if (keys === undefined || keys === "()") {
    return operation(request, TABLE[key] ?? unknown(request, parameters), table);
  }
  const entity = parameters === "" ? ENTITY[key.trimEnd()] : undefined;
  if (entity === undefined) return unknown(request, parameters);
  const conditional = (request.headers["if-match"] ?? "") !== "";
  return operation(request, conditional ? entity.conditional : entity.unconditional, table);
}

/** Whether it is `Create Table`, whose table is named in the body. */
export const isCreateTable = ({ method, path }: StorageRequest): boolean =>
  method === "POST" && (path === "Tables" || path === "Tables()");

/**
 * The method, which old clients send in a header of a POST.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/merge-entity
 */
function tunnelled({ method, headers }: StorageRequest): string {
  const header = headers["x-http-method"];
  if (header === undefined) return method;
  if (method === "POST" && header === "MERGE") return "MERGE";
  throw new StorageError(400, "InvalidHeaderValue", "The header X-HTTP-Method may only be MERGE, on a POST.");
}

function unknown({ method, path }: StorageRequest, parameters: string): never {
  const target = path === "" ? "the account" : /^tables/i.test(path) ? "tables" : "a table or entity";
  return unsupported(`${method} on ${target} with "${parameters}" in the table service`);
}

function operation(
  { accountId }: StorageRequest,
  { name, writes, scope, anyOf }: Rule,
  table: string | undefined,
): Operation {
  const inner =
    scope === "account" || table === undefined ? accountId : `${accountId}/tableServices/default/tables/${table}`;
  return {
    name,
    writes,
    access: [{ operation: name, scope: inner, anyOf }],
    ...(table !== undefined && { subject: table }),
  };
}
