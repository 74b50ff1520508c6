import assert from "node:assert/strict";
import { readStorageRequest } from "../../../local/storage/read-request.js";
import { readTableBatch } from "../../../local/storage/table-batch.js";

const HOST = { account: "acct", service: "table" } as const;
const URL_OF_TABLE = "https://acct.table.core.windows.net/Tab";
const KEYS = "(PartitionKey='p',RowKey='r')";

function batch(...parts: string[]): string {
  const inner = parts.map(
    (part) => `--changeset_1\r\ncontent-type: application/http\r\ncontent-transfer-encoding: binary\r\n\r\n${part}\r\n`,
  );
  return `--batch_1\r\ncontent-type: multipart/mixed; boundary=changeset_1\r\n\r\n${inner.join("")}--changeset_1--\r\n--batch_1--\r\n`;
}

const part = (line: string, headers: string[] = [], body = "") =>
  `${line} HTTP/1.1\r\n${headers.map((header) => `${header}\r\n`).join("")}\r\n${body}`;

function read(text: string) {
  const headers = { "content-type": "multipart/mixed; boundary=batch_1" };
  return readTableBatch(
    readStorageRequest({ method: "POST", url: "/$batch", headers }, HOST, "/account"),
    Buffer.from(text),
  );
}

describe("batches of the table service", () => {
  it("asks for what each part needs, once", () => {
    const { operation } = read(
      batch(
        part(`POST ${URL_OF_TABLE}`, ["Accept: application/json"], '{"PartitionKey":"p","RowKey":"1"}'),
        part(`POST ${URL_OF_TABLE}`, [], '{"PartitionKey":"p","RowKey":"2"}'),
        part(`PATCH ${URL_OF_TABLE}${KEYS}`, ["If-Match: *"], "{}"),
      ),
    );
    assert.deepEqual(
      operation.access.map((one) => [one.operation, one.scope]),
      [
        ["Insert Entity", "/account/tableServices/default/tables/Tab"],
        ["Merge Entity", "/account/tableServices/default/tables/Tab"],
      ],
    );
    assert.deepEqual([operation.subject, operation.writes], ["Tab", true]);
  });

  it("sends on only what it has read", () => {
    const text = batch(part(`PUT ${URL_OF_TABLE}${KEYS}`, [], "{}")).replace(
      "content-type: application/http",
      "content-type: application/http\r\nX: DELETE http://a/b/c",
    );
    const { body, contentType } = read(text);
    const sent = body.toString();
    assert.equal(sent.includes("DELETE"), false);
    assert.match(sent, /PUT http:\/\/127\.0\.0\.1\/acct\/Tab\(PartitionKey='p',RowKey='r'\) HTTP\/1\.1/);
    assert.ok(sent.startsWith(`--${contentType.split("boundary=")[1]}\r\n`));
  });

  it("keeps the content type, which the account's key signs, where it can be read in one way alone", () => {
    const query = batch(part(`PUT ${URL_OF_TABLE}${KEYS}`, [], '{"a":"of batch_1"}'));
    assert.notEqual(read(query).contentType, "multipart/mixed; boundary=batch_1");
    assert.equal(read(query).body.includes("--batch_1\r\n"), false);
    const plain = read(batch(part(`PUT ${URL_OF_TABLE}${KEYS}`, [], "{}")));
    assert.equal(plain.contentType, "multipart/mixed; boundary=batch_1");
    assert.equal(plain.body.toString().match(/--batch_1/g)?.length, 2);
    const quoted = { "content-type": 'multipart/mixed; boundary="batch_1"; charset=utf-8' };
    const request = readStorageRequest({ method: "POST", url: "/$batch", headers: quoted }, HOST, "/account");
    const { contentType } = readTableBatch(request, Buffer.from(batch(part(`PUT ${URL_OF_TABLE}${KEYS}`, [], "{}"))));
    assert.match(contentType, /^multipart\/mixed; boundary=batch_[0-9a-f-]{36}$/);
  });

  it("takes a single query without a change set", () => {
    const text = `--batch_1\r\ncontent-type: application/http\r\n\r\n${part(`GET ${URL_OF_TABLE}${KEYS}`)}\r\n--batch_1--`;
    const { operation, body } = read(text);
    assert.deepEqual(
      operation.access.map((one) => one.operation),
      ["Query Entities"],
    );
    assert.equal(operation.writes, false);
    assert.equal(body.toString().includes("changeset"), false);
  });

  const refused: Readonly<Record<string, string>> = {
    "another account": batch(part("POST https://other.table.core.windows.net/Tab", [], "{}")),
    "several tables": batch(part(`POST ${URL_OF_TABLE}`, [], "{}"), part(`POST ${URL_OF_TABLE}2`, [], "{}")),
    "a table of its own": batch(part("DELETE https://acct.table.core.windows.net/Tables('Tab')")),
    "an access policy": batch(part(`PUT ${URL_OF_TABLE}?comp=acl`)),
    "no request line": batch("hello"),
    "a malformed header": batch(part(`POST ${URL_OF_TABLE}`, ["no header"], "{}")),
    "more than 100 parts": batch(...Array(101).fill(part(`POST ${URL_OF_TABLE}`, [], "{}"))),
    "two change sets": batch(part(`POST ${URL_OF_TABLE}`, [], "{}")).replace(
      "--batch_1--",
      "--batch_1\r\n\r\nx\r\n--batch_1--",
    ),
    "no part at all": batch(),
  };
  for (const [what, text] of Object.entries(refused)) {
    it(`refuses ${what}`, () => assert.throws(() => read(text), { name: "StorageError", status: 400 }));
  }
});
