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

const QUEUES = "queueServices/queues";
const MESSAGES = `${QUEUES}/messages`;
const READ = `${MESSAGES}/read`;
const WRITE = `${MESSAGES}/write`;
const DELETE = `${MESSAGES}/delete`;
const PROCESS = `${MESSAGES}/process/action`;

const ACCOUNT: Readonly<Record<string, Rule>> = {
  "GET comp=list": controlled("List Queues", false, "account", `${QUEUES}/read`),
  "GET restype=service&comp=properties": controlled(
    "Get Queue Service Properties",
    false,
    "account",
    "queueServices/read",
  ),
  // The page names queueServices/read; the provider's catalogue of actions has queueServices/write for it.
  "PUT restype=service&comp=properties": controlled(
    "Set Queue Service Properties",
    true,
    "account",
    "queueServices/write",
  ),
  "GET restype=service&comp=stats": controlled("Get Queue Service Stats", false, "account", "queueServices/read"),
};

const QUEUE: Readonly<Record<string, Rule>> = {
  "PUT ": controlled("Create Queue", true, "inner", `${QUEUES}/write`),
  "DELETE ": controlled("Delete Queue", true, "inner", `${QUEUES}/delete`),
  "GET comp=metadata": controlled("Get Queue Metadata", false, "inner", `${QUEUES}/read`),
  "PUT comp=metadata": controlled("Set Queue Metadata", true, "inner", `${QUEUES}/write`),
  "GET comp=acl": controlled("Get Queue ACL", false, "inner", `${QUEUES}/getAcl/action`),
  "PUT comp=acl": controlled("Set Queue ACL", true, "inner", `${QUEUES}/setAcl/action`),
};

const MESSAGE_LIST: Readonly<Record<string, Rule>> = {
  "POST ": onData("Put Message", true, [`${MESSAGES}/add/action`], [WRITE]),
  // It hides what it gives, but is a poll: recorded like a read.
  "GET ": onData("Get Messages", false, [PROCESS], [READ, DELETE]),
  "DELETE ": onData("Clear Messages", true, [DELETE]),
};

const PEEK = onData("Peek Messages", false, [READ]);

const MESSAGE: Readonly<Record<string, Rule>> = {
  "PUT ": onData("Update Message", true, [WRITE]),
  "DELETE ": onData("Delete Message", true, [PROCESS], [DELETE]),
};

/**
 * The operation of a request to the queue service, and what it needs.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-calling-data-operations
 * @throws StorageError
 */
export function queueOperation(request: StorageRequest): Operation {
  const { query, path, accountId } = request;
  if (request.method === "OPTIONS") return preflight("Queue");
  const method = request.method === "HEAD" ? "GET" : request.method;
  const parameters = selector(query);
  const [queue = "", messages, message, ...rest] = path.replace(/\/$/, "").split("/");
  const rule = () => {
    const key = `${method} ${parameters}`;
    if (queue === "") return ACCOUNT[key];
    if (messages === undefined) return QUEUE[key];
    if (messages !== "messages" || rest.length > 0) return undefined;
    if (message !== undefined) return MESSAGE[key];
    // Only what Azurite takes for a peek needs less than taking messages out.
    return key === "GET " && query.get("peekonly") === "true" ? PEEK : MESSAGE_LIST[key];
  };
  const found = rule();
  if (found === undefined) {
    const target = queue === "" ? "the account" : messages === undefined ? "a queue" : "messages";
    unsupported(`${request.method} on ${target} with "${parameters}" in the queue service`);
  }
  const { name, writes, scope, anyOf } = found;
  const inner = scope === "account" ? accountId : `${accountId}/queueServices/default/queues/${queue}`;
  return { name, writes, access: [{ operation: name, scope: inner, anyOf }], ...(queue !== "" && { subject: queue }) };
}
