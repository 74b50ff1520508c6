import type { AccessRequest } from "../shared/access.js";
import { readCopySource } from "./copy-source.js";
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

const CONTAINERS = "blobServices/containers";
const BLOBS = `${CONTAINERS}/blobs`;
const READ = [`${BLOBS}/read`];
const WRITE = [`${BLOBS}/write`];
const ADD = [`${BLOBS}/add/action`];

/** Operation by method and parameters, as in the tables of the page below. */
const ACCOUNT: Readonly<Record<string, Rule>> = {
  "GET comp=list": controlled("List Containers", false, "account", `${CONTAINERS}/read`),
  "GET comp=blobs": { ...onData("Find Blobs by Tags", false, [`${BLOBS}/filter/action`]), scope: "account" },
  "GET restype=service&comp=properties": controlled(
    "Get Blob Service Properties",
    false,
    "account",
    "blobServices/read",
  ),
  "PUT restype=service&comp=properties": controlled(
    "Set Blob Service Properties",
    true,
    "account",
    "blobServices/write",
  ),
  "GET restype=service&comp=stats": controlled("Get Blob Service Stats", false, "account", "blobServices/read"),
  "POST restype=service&comp=userdelegationkey": controlled(
    "Get User Delegation Key",
    false,
    "account",
    "blobServices/generateUserDelegationKey/action",
  ),
};

const CONTAINER: Readonly<Record<string, Rule>> = {
  "PUT restype=container": controlled("Create Container", true, "inner", `${CONTAINERS}/write`),
  "GET restype=container": controlled("Get Container Properties", false, "inner", `${CONTAINERS}/read`),
  "DELETE restype=container": controlled("Delete Container", true, "inner", `${CONTAINERS}/delete`),
  "GET restype=container&comp=metadata": controlled("Get Container Metadata", false, "inner", `${CONTAINERS}/read`),
  "PUT restype=container&comp=metadata": controlled("Set Container Metadata", true, "inner", `${CONTAINERS}/write`),
  "GET restype=container&comp=acl": controlled("Get Container ACL", false, "inner", `${CONTAINERS}/getAcl/action`),
  "PUT restype=container&comp=acl": controlled("Set Container ACL", true, "inner", `${CONTAINERS}/setAcl/action`),
  "PUT restype=container&comp=lease": controlled("Lease Container", true, "inner", `${CONTAINERS}/write`),
  "GET restype=container&comp=list": onData("List Blobs", false, READ),
  "GET restype=container&comp=blobs": onData("Find Blobs by Tags in Container", false, [`${BLOBS}/filter/action`]),
};

const BLOB: Readonly<Record<string, Rule>> = {
  "GET ": onData("Get Blob", false, READ),
  "HEAD ": onData("Get Blob Properties", false, READ),
  "DELETE ": onData("Delete Blob", true, [`${BLOBS}/delete`]),
  "GET comp=metadata": onData("Get Blob Metadata", false, READ),
  "GET comp=tags": onData("Get Blob Tags", false, [`${BLOBS}/tags/read`]),
  "GET comp=blocklist": onData("Get Block List", false, READ),
  "GET comp=pagelist": onData("Get Page Ranges", false, READ),
  "PUT comp=properties": onData("Set Blob Properties", true, WRITE),
  "PUT comp=metadata": onData("Set Blob Metadata", true, WRITE),
  "PUT comp=tags": onData("Set Blob Tags", true, [`${BLOBS}/tags/write`]),
  "PUT comp=lease": onData("Lease Blob", true, WRITE),
  "PUT comp=snapshot": onData("Snapshot Blob", true, WRITE, ADD),
  "PUT comp=tier": onData("Set Blob Tier", true, WRITE),
  "PUT comp=copy": onData("Abort Copy Blob", true, WRITE),
  "PUT comp=block": onData("Put Block", true, WRITE),
  "PUT comp=blocklist": onData("Put Block List", true, WRITE),
  "PUT comp=page": onData("Put Page", true, WRITE),
  "PUT comp=appendblock": onData("Append Block", true, WRITE, ADD),
};

const ACCOUNT_INFORMATION = controlled("Get Account Information", false, "account", "blobServices/getInfo/action");

/**
 * The operation of a request to the blob service, and what it needs.
 *
 * Not supported: blob batches, contents taken from a URL (`Put Block From URL` and its kin), undelete, immutability,
 * legal hold, expiry, query, incremental copies, and blobs of `$root` addressed without its name.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-calling-data-operations
 * @throws StorageError
 */
export function blobOperation(request: StorageRequest): Operation {
  const { method, query, path } = request;
  if (method === "OPTIONS") return preflight("Blob");
  const parameters = selector(query);
  if (parameters === "restype=account&comp=properties" && (method === "GET" || method === "HEAD")) {
    return operation(request, ACCOUNT_INFORMATION, undefined, undefined);
  }
  const [container = "", ...rest] = path.split("/");
  const blob = rest.join("/");
  if (container === "" && path !== "") {
    throw new StorageError(400, "InvalidResourceName", "The specified resource name contains invalid characters.");
  }
  if (container === "") return operation(request, find(ACCOUNT, request, parameters), undefined, undefined);
  if (blob === "") {
    return operation(request, find(CONTAINER, request, parameters), container, container);
  }
  if (parameters === "" && method === "PUT") return putBlob(request, container, blob);
  refuseSource(request, parameters);
  const rule = BLOB[`${method} ${parameters}`] ?? find(BLOB, request, parameters);
  return withTags(operation(request, rule, container, blob), request, container);
}

/** A HEAD asks for no more than the GET of the same address. */
function find(rules: Readonly<Record<string, Rule>>, { method, path }: StorageRequest, parameters: string): Rule {
  const rule = rules[`${method === "HEAD" ? "GET" : method} ${parameters}`];
  const target = path === "" ? "the account" : path.includes("/") ? "a blob" : "a container";
  return rule ?? unsupported(`${method} on ${target} with "${parameters}" in the blob service`);
}

function operation(
  request: StorageRequest,
  { name, writes, scope, anyOf }: Rule,
  container: string | undefined,
  subject: string | undefined,
): Operation {
  const inner = scope === "account" || container === undefined ? request.accountId : containerId(request, container);
  return {
    name,
    writes,
    access: [{ operation: name, scope: inner, anyOf }],
    ...(subject !== undefined && { subject }),
  };
}

const containerId = ({ accountId }: StorageRequest, container: string): string =>
  `${accountId}/blobServices/default/containers/${container}`;

/** `Put Blob` and the copies share their address; headers tell them apart. A new blob may be added with less. */
function putBlob(request: StorageRequest, container: string, blob: string): Operation {
  const { headers } = request;
  const source = headers["x-ms-copy-source"];
  if (source !== undefined && headers["x-ms-blob-type"] !== undefined) unsupported("the operation Put Blob From URL");
  const synchronous = headers["x-ms-requires-sync"] === "true";
  const name = source === undefined ? "Put Blob" : synchronous ? "Copy Blob From URL" : "Copy Blob";
  const destination = (...anyOf: (readonly string[])[]) =>
    operation(request, onData(name, true, ...anyOf), container, blob);
  const replace = destination(WRITE);
  const also: AccessRequest[] =
    source === undefined
      ? []
      : [
          {
            operation: `${name} (source)`,
            scope: containerId(request, readCopySource(String(source), request.account)),
            anyOf: onData(name, false, READ).anyOf,
          },
        ];
  return withTags(
    {
      ...replace,
      access: [...replace.access, ...also],
      accessWhenNew: [...destination(WRITE, ADD).access, ...also],
    },
    request,
    container,
  );
}

/** Index tags given with a blob need the right to set tags, besides that to write. */
function withTags(given: Operation, request: StorageRequest, container: string): Operation {
  if (!given.writes || request.headers["x-ms-tags"] === undefined) return given;
  const tags: AccessRequest = {
    operation: `${given.name} (tags)`,
    scope: containerId(request, container),
    anyOf: onData(given.name, true, [`${BLOBS}/tags/write`]).anyOf,
  };
  return {
    ...given,
    access: [...given.access, tags],
    ...(given.accessWhenNew !== undefined && { accessWhenNew: [...given.accessWhenNew, tags] }),
  };
}

const FROM_URL: Readonly<Record<string, string>> = {
  "comp=block": "Put Block From URL",
  "comp=page": "Put Page From URL",
  "comp=appendblock": "Append Block From URL",
};

function refuseSource({ headers }: StorageRequest, parameters: string): void {
  if (headers["x-ms-copy-source"] === undefined) return;
  const name = FROM_URL[parameters];
  if (name !== undefined) unsupported(`the operation ${name}`);
  throw new StorageError(400, "InvalidHeaderValue", `The header x-ms-copy-source does not go with "${parameters}".`);
}
