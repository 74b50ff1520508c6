/**
 * Operations on data of the services whose lists are short and closed, by what they work on.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/storage
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/security
 */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs": [
    "read",
    "write",
    "delete",
    "add/action",
    "move/action",
    "filter/action",
    "deleteBlobVersion/action",
    "permanentDelete/action",
    "manageOwnership/action",
    "modifyPermissions/action",
    "runAsSuperUser/action",
    "immutableStorage/runAsSuperUser/action",
    "tags/read",
    "tags/write",
  ],
  "Microsoft.Storage/storageAccounts/queueServices/queues/messages": [
    "read",
    "write",
    "delete",
    "add/action",
    "process/action",
  ],
  "Microsoft.Storage/storageAccounts/tableServices/tables/entities": [
    "read",
    "write",
    "delete",
    "add/action",
    "update/action",
  ],
  "Microsoft.KeyVault/vaults/secrets": [
    "getSecret/action",
    "setSecret/action",
    "readMetadata/action",
    "update/action",
    "delete",
    "recover/action",
    "backup/action",
    "restore/action",
    "purge/action",
  ],
  "Microsoft.EventGrid/events": ["send/action", "receive/action"],
  "Microsoft.EventGrid/topicSpaces": ["publish/action", "subscribe/action"],
};

/** Azure's form: provider, what it works on, what is done to it. */
const FORM = /^[\w-]+\.[\w.-]+(\/[\w.*$-]+)*\/(read|write|delete|action|\*)$/i;

/** @returns what is wrong with an operation of a custom role, if anything that can be told. */
export function operationProblem(operation: string, isDataAction: boolean): string | undefined {
  if (operation === "*") return undefined;
  if (!FORM.test(operation))
    return `"${operation}" is no operation: expected e.g. Microsoft.Storage/storageAccounts/read`;
  const lower = operation.toLowerCase();
  for (const [target, verbs] of Object.entries(OPERATIONS)) {
    const prefix = `${target.toLowerCase()}/`;
    if (!lower.startsWith(prefix)) continue;
    const verb = lower.slice(prefix.length);
    if (verb.includes("*")) continue;
    const isKnown = verbs.some((known) => known.toLowerCase() === verb);
    if (isDataAction && !isKnown)
      return `"${operation}" is not known: expected ${target}/ and one of ${verbs.join(", ")}`;
    // What is not known may be of the control plane, which has e.g. vaults/secrets/write.
    if (!isDataAction && isKnown) return `"${operation}" works on data: expected in dataActions`;
  }
  return undefined;
}
