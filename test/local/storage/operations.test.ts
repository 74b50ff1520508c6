import assert from "node:assert/strict";
import { blobOperation } from "../../../local/storage/blob-operations.js";
import { queueOperation } from "../../../local/storage/queue-operations.js";
import { readStorageRequest } from "../../../local/storage/read-request.js";
import { StorageError } from "../../../local/storage/storage-error.js";
import type { StorageServiceName } from "../../../local/storage/storage-host.js";
import { tableOperation } from "../../../local/storage/table-operations.js";

const ACCOUNT = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct";
const CONTAINER = `${ACCOUNT}/blobServices/default/containers/c`;
const QUEUE = `${ACCOUNT}/queueServices/default/queues/q`;
const TABLE = `${ACCOUNT}/tableServices/default/tables/Tab`;

/** Method and target, headers, name, scope, and the rights: `A` a control action, `D` a data action. */
type Row = readonly [string, Record<string, string>, string, string, string];

const BLOBS = "blobServices/containers/blobs";
const COPY = { "x-ms-copy-source": "https://acct.blob.core.windows.net/src/a/b" };
const WRITE = `D ${BLOBS}/write`;
const WRITE_OR_ADD = `${WRITE} | D ${BLOBS}/add/action`;

const BLOB_ROWS: readonly Row[] = [
  ["GET /?comp=list", {}, "List Containers", ACCOUNT, "A blobServices/containers/read"],
  ["GET /?restype=service&comp=properties", {}, "Get Blob Service Properties", ACCOUNT, "A blobServices/read"],
  ["PUT /?restype=service&comp=properties", {}, "Set Blob Service Properties", ACCOUNT, "A blobServices/write"],
  ["GET /?restype=service&comp=stats", {}, "Get Blob Service Stats", ACCOUNT, "A blobServices/read"],
  ["HEAD /?restype=account&comp=properties", {}, "Get Account Information", ACCOUNT, "A blobServices/getInfo/action"],
  ["GET /c?restype=account&comp=properties", {}, "Get Account Information", ACCOUNT, "A blobServices/getInfo/action"],
  [
    "POST /?restype=service&comp=userdelegationkey",
    {},
    "Get User Delegation Key",
    ACCOUNT,
    "A blobServices/generateUserDelegationKey/action",
  ],
  ["GET /?comp=blobs&where=x", {}, "Find Blobs by Tags", ACCOUNT, `D ${BLOBS}/filter/action`],
  ["PUT /c?restype=container", {}, "Create Container", CONTAINER, "A blobServices/containers/write"],
  ["HEAD /c?restype=container", {}, "Get Container Properties", CONTAINER, "A blobServices/containers/read"],
  ["GET /c?restype=container&comp=metadata", {}, "Get Container Metadata", CONTAINER, "A blobServices/containers/read"],
  [
    "PUT /c?restype=container&comp=metadata",
    {},
    "Set Container Metadata",
    CONTAINER,
    "A blobServices/containers/write",
  ],
  ["GET /c?restype=container&comp=acl", {}, "Get Container ACL", CONTAINER, "A blobServices/containers/getAcl/action"],
  ["PUT /c?restype=container&comp=acl", {}, "Set Container ACL", CONTAINER, "A blobServices/containers/setAcl/action"],
  ["PUT /c?comp=lease&restype=container", {}, "Lease Container", CONTAINER, "A blobServices/containers/write"],
  ["DELETE /c?restype=container", {}, "Delete Container", CONTAINER, "A blobServices/containers/delete"],
  ["GET /c?restype=container&comp=list&prefix=x", {}, "List Blobs", CONTAINER, `D ${BLOBS}/read`],
  [
    "GET /c?restype=container&comp=blobs&where=x",
    {},
    "Find Blobs by Tags in Container",
    CONTAINER,
    `D ${BLOBS}/filter/action`,
  ],
  ["GET /c/a/b", {}, "Get Blob", CONTAINER, `D ${BLOBS}/read`],
  ["HEAD /c/b?snapshot=x", {}, "Get Blob Properties", CONTAINER, `D ${BLOBS}/read`],
  ["HEAD /c/b?comp=metadata", {}, "Get Blob Metadata", CONTAINER, `D ${BLOBS}/read`],
  ["GET /c/b?comp=tags", {}, "Get Blob Tags", CONTAINER, `D ${BLOBS}/tags/read`],
  ["PUT /c/b?comp=tags", {}, "Set Blob Tags", CONTAINER, `D ${BLOBS}/tags/write`],
  ["GET /c/b?comp=blocklist", {}, "Get Block List", CONTAINER, `D ${BLOBS}/read`],
  ["GET /c/b?comp=pagelist", {}, "Get Page Ranges", CONTAINER, `D ${BLOBS}/read`],
  ["PUT /c/b?comp=block&blockid=x", {}, "Put Block", CONTAINER, WRITE],
  ["PUT /c/b?comp=blocklist", {}, "Put Block List", CONTAINER, WRITE],
  ["PUT /c/b?comp=page", {}, "Put Page", CONTAINER, WRITE],
  ["PUT /c/b?comp=appendblock", {}, "Append Block", CONTAINER, WRITE_OR_ADD],
  ["PUT /c/b?comp=snapshot", {}, "Snapshot Blob", CONTAINER, WRITE_OR_ADD],
  ["PUT /c/b?comp=metadata", {}, "Set Blob Metadata", CONTAINER, WRITE],
  ["PUT /c/b?comp=properties", {}, "Set Blob Properties", CONTAINER, WRITE],
  ["PUT /c/b?comp=tier", {}, "Set Blob Tier", CONTAINER, WRITE],
  ["PUT /c/b?comp=lease", {}, "Lease Blob", CONTAINER, WRITE],
  ["PUT /c/b?comp=copy&copyid=x", {}, "Abort Copy Blob", CONTAINER, WRITE],
  ["DELETE /c/b", {}, "Delete Blob", CONTAINER, `D ${BLOBS}/delete`],
  ["PUT /c/b", { "x-ms-blob-type": "BlockBlob" }, "Put Blob", CONTAINER, WRITE],
];

const MESSAGES = "queueServices/queues/messages";
const QUEUE_ROWS: readonly Row[] = [
  ["GET /?comp=list", {}, "List Queues", ACCOUNT, "A queueServices/queues/read"],
  ["GET /?restype=service&comp=properties", {}, "Get Queue Service Properties", ACCOUNT, "A queueServices/read"],
  ["PUT /?restype=service&comp=properties", {}, "Set Queue Service Properties", ACCOUNT, "A queueServices/write"],
  ["GET /?restype=service&comp=stats", {}, "Get Queue Service Stats", ACCOUNT, "A queueServices/read"],
  ["PUT /q", {}, "Create Queue", QUEUE, "A queueServices/queues/write"],
  ["DELETE /q", {}, "Delete Queue", QUEUE, "A queueServices/queues/delete"],
  ["HEAD /q?comp=metadata", {}, "Get Queue Metadata", QUEUE, "A queueServices/queues/read"],
  ["PUT /q?comp=metadata", {}, "Set Queue Metadata", QUEUE, "A queueServices/queues/write"],
  ["GET /q?comp=acl", {}, "Get Queue ACL", QUEUE, "A queueServices/queues/getAcl/action"],
  ["PUT /q?comp=acl", {}, "Set Queue ACL", QUEUE, "A queueServices/queues/setAcl/action"],
  ["POST /q/messages", {}, "Put Message", QUEUE, `D ${MESSAGES}/add/action | D ${MESSAGES}/write`],
  [
    "GET /q/messages?numofmessages=2",
    {},
    "Get Messages",
    QUEUE,
    `D ${MESSAGES}/process/action | D ${MESSAGES}/read + D ${MESSAGES}/delete`,
  ],
  ["GET /q/messages?peekonly=true", {}, "Peek Messages", QUEUE, `D ${MESSAGES}/read`],
  [
    "GET /q/messages?peekonly=no",
    {},
    "Get Messages",
    QUEUE,
    `D ${MESSAGES}/process/action | D ${MESSAGES}/read + D ${MESSAGES}/delete`,
  ],
  ["DELETE /q/messages", {}, "Clear Messages", QUEUE, `D ${MESSAGES}/delete`],
  ["PUT /q/messages/m?popreceipt=x", {}, "Update Message", QUEUE, `D ${MESSAGES}/write`],
  ["DELETE /q/messages/m", {}, "Delete Message", QUEUE, `D ${MESSAGES}/process/action | D ${MESSAGES}/delete`],
];

const ENTITIES = "tableServices/tables/entities";
const KEYS = "(PartitionKey='a',RowKey='it''s')";
const UPDATE = `D ${ENTITIES}/write | D ${ENTITIES}/update/action`;
const UPSERT = `D ${ENTITIES}/write | D ${ENTITIES}/add/action + D ${ENTITIES}/update/action`;
const TABLE_ROWS: readonly Row[] = [
  ["GET /?restype=service&comp=properties", {}, "Get Table Service Properties", ACCOUNT, "A tableServices/read"],
  ["PUT /?restype=service&comp=properties", {}, "Set Table Service Properties", ACCOUNT, "A tableServices/write"],
  ["GET /?restype=service&comp=stats", {}, "Get Table Service Stats", ACCOUNT, "A tableServices/read"],
  ["GET /Tables", {}, "Query Tables", ACCOUNT, "A tableServices/tables/read"],
  ["POST /Tables", {}, "Create Table", TABLE, "A tableServices/tables/write"],
  ["DELETE /Tables('Tab')", {}, "Delete Table", TABLE, "A tableServices/tables/delete"],
  ["GET /Tab?comp=acl", {}, "Get Table ACL", TABLE, "A tableServices/tables/getAcl/action"],
  ["PUT /Tab?comp=acl", {}, "Set Table ACL", TABLE, "A tableServices/tables/setAcl/action"],
  ["GET /Tab()?$filter=x", {}, "Query Entities", TABLE, `D ${ENTITIES}/read`],
  [`GET /Tab${KEYS}`, {}, "Query Entities", TABLE, `D ${ENTITIES}/read`],
  ["POST /Tab", {}, "Insert Entity", TABLE, `D ${ENTITIES}/write | D ${ENTITIES}/add/action`],
  [`PUT /Tab${KEYS}`, { "if-match": "*" }, "Update Entity", TABLE, UPDATE],
  [`MERGE /Tab${KEYS}`, { "if-match": "*" }, "Merge Entity", TABLE, UPDATE],
  [`PATCH /Tab${KEYS}`, { "if-match": "x" }, "Merge Entity", TABLE, UPDATE],
  [`POST /Tab${KEYS}`, { "if-match": "x", "x-http-method": "MERGE" }, "Merge Entity", TABLE, UPDATE],
  [`PUT /Tab${KEYS}`, {}, "Insert Or Replace Entity", TABLE, UPSERT],
  [`PUT /Tab${KEYS}`, { "if-match": "" }, "Insert Or Replace Entity", TABLE, UPSERT],
  [`PATCH /Tab${KEYS}`, {}, "Insert Or Merge Entity", TABLE, UPSERT],
  [`DELETE /Tab${KEYS}`, { "if-match": "*" }, "Delete Entity", TABLE, `D ${ENTITIES}/delete`],
];

const REFUSED: Readonly<Record<StorageServiceName, readonly (readonly [string, Record<string, string>?])[]>> = {
  blob: [
    ["POST /?comp=batch"],
    ["GET /c"],
    ["PUT /c"],
    ["GET /c?restype=container&comp=other"],
    ["PUT /c/b?comp=undelete"],
    ["PUT /c/b?comp=incrementalcopy"],
    ["PUT /c/b?comp=block", COPY],
    ["PUT /c/b?comp=metadata", COPY],
    ["PUT /c/b", { ...COPY, "x-ms-blob-type": "BlockBlob" }],
    ["PUT /c/b", { "x-ms-copy-source": "https://other.blob.core.windows.net/c/b" }],
    ["PUT /c/b", { "x-ms-copy-source": "https://acct.blob.core.windows.net/c/b?sig=x" }],
    ["PUT /c/b", { "x-ms-copy-source": "https://acct.blob.core.windows.net/c" }],
    ["GET /c?restype=container&comp=acl&comp=metadata"],
    ["GET /c?restype=container&Comp=acl"],
    ["GET http://acct.blob.core.windows.net/c/b"],
    ["GET /c/%E0%A4%A"],
  ],
  queue: [["PATCH /q"], ["GET /q"], ["GET /q/other"], ["POST /q/messages/m/n"], ["GET /q/messages?PeekOnly=true"]],
  table: [
    ["GET /Tables('Tab')"],
    ["POST /Tab()?comp=acl"],
    ["GET /$MetricsHour()"],
    [`OPTIONS /Tab${KEYS}`, { "x-http-method": "DELETE" }],
    [`POST /Tab${KEYS}`, { "x-http-method": "DELETE" }],
    ["DELETE /Tab"],
    ["GET /Tab/other"],
  ],
};

const OPERATIONS = { blob: blobOperation, queue: queueOperation, table: tableOperation };

function read(service: StorageServiceName, line: string, headers: Record<string, string> = {}) {
  const at = line.indexOf(" ");
  const [method, url] = [line.slice(0, at), line.slice(at + 1)];
  return readStorageRequest({ method, url, headers }, { account: "acct", service }, ACCOUNT);
}

function operationOf(service: StorageServiceName, line: string, headers: Record<string, string> = {}) {
  const request = read(service, line, headers);
  return service === "table" ? tableOperation(request, "Tab") : OPERATIONS[service](request);
}

describe("operations of the storage data plane", () => {
  for (const [service, rows] of [
    ["blob", BLOB_ROWS],
    ["queue", QUEUE_ROWS],
    ["table", TABLE_ROWS],
  ] as const) {
    for (const [line, headers, name, scope, rights] of rows) {
      it(`${service}: ${line} ${JSON.stringify(headers)} is ${name}`, () => {
        const operation = operationOf(service, line, headers);
        assert.equal(operation.name, name);
        assert.equal(operation.access.length, 1);
        const [access] = operation.access;
        assert.deepEqual({ operation: access?.operation, scope: access?.scope }, { operation: name, scope });
        assert.equal(rightsOf(access?.anyOf), rights);
      });
    }

    for (const [line, headers] of REFUSED[service]) {
      it(`${service}: refuses ${line} ${JSON.stringify(headers ?? {})}`, () => {
        assert.throws(
          () => operationOf(service, line, headers),
          (error) => error instanceof StorageError && [400, 501].includes(error.status),
        );
      });
    }

    it(`${service}: a CORS preflight needs nothing`, () => {
      assert.deepEqual(operationOf(service, "OPTIONS /c").access, []);
    });
  }

  it("lets a new blob be put with less", () => {
    const { accessWhenNew } = operationOf("blob", "PUT /c/b", { "x-ms-blob-type": "BlockBlob" });
    assert.equal(rightsOf(accessWhenNew?.[0]?.anyOf), WRITE_OR_ADD);
  });

  it("asks for the right to read the source of a copy", () => {
    for (const [headers, name] of [
      [COPY, "Copy Blob"],
      [{ ...COPY, "x-ms-requires-sync": "true" }, "Copy Blob From URL"],
    ] as const) {
      const { access, accessWhenNew } = operationOf("blob", "PUT /c/b", headers);
      const source = CONTAINER.replace(/c$/, "src");
      assert.deepEqual(
        access.map((one) => [one.operation, one.scope, rightsOf(one.anyOf)]),
        [
          [name, CONTAINER, WRITE],
          [`${name} (source)`, source, `D ${BLOBS}/read`],
        ],
      );
      assert.deepEqual(
        accessWhenNew?.map((one) => one.scope),
        [CONTAINER, source],
      );
    }
  });

  it("asks for the right to set tags that come with a blob", () => {
    const { access, accessWhenNew } = operationOf("blob", "PUT /c/b", { "x-ms-tags": "a=b" });
    assert.equal(rightsOf(access[1]?.anyOf), `D ${BLOBS}/tags/write`);
    assert.equal(rightsOf(accessWhenNew?.[1]?.anyOf), `D ${BLOBS}/tags/write`);
    assert.equal(operationOf("blob", "GET /c/b", { "x-ms-tags": "a=b" }).access.length, 1);
  });

  it("reads an encoded path as Azurite does", () => {
    assert.equal(operationOf("blob", "GET /c%2Fb").access[0]?.scope, CONTAINER);
    assert.equal(operationOf("blob", "GET /c/a%20%C3%BC").subject, "a ü");
  });
});

function rightsOf(anyOf: readonly (readonly { plane: string; name: string }[])[] | undefined): string {
  const written = (plane: string, name: string) =>
    `${plane === "action" ? "A" : "D"} ${name.replace("Microsoft.Storage/storageAccounts/", "")}`;
  return (anyOf ?? []).map((all) => all.map(({ plane, name }) => written(plane, name)).join(" + ")).join(" | ");
}
