import { nameOf, parentOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties } from "../shared/resource.js";
import type { StorageHost, StorageServiceName } from "./storage-host.js";

/** Account and service of `…/storageAccounts/{account}/{x}Services/default/{kind}/{name}`. */
export const hostOf = (id: string, service: StorageServiceName): StorageHost => ({
  account: nameOf(parentOf(parentOf(id) ?? "") ?? ""),
  service,
});

/** What was declared, without what the id says already. */
export function withoutParameters(inputs: Properties): Properties {
  const dropped = ["resourceGroupName", "accountName", "containerName", "queueName"];
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !dropped.includes(name)));
}

/** Declared metadata as headers. */
export function metadataHeaders({ metadata }: Properties): Record<string, string> {
  if (typeof metadata !== "object" || metadata === null) return {};
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-ms-meta-${name}`, String(value)]));
}

/** @throws AzureError as Azure answers to a name that breaks the rules. */
export function requireName(name: string, pattern: RegExp, rules: string): void {
  if (pattern.test(name)) return;
  throw new AzureError(400, "InvalidResourceName", `The resource name "${name}" is not valid: ${rules}.`);
}
