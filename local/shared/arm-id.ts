/** The tenant and the subscription of the local Azure: one of each, the same for everybody. */
export const TENANT = "7c0ffee0-0000-4000-8000-00000000a2e0";
export const SUBSCRIPTION = "7c0ffee0-0000-4000-8000-0000000005b5";

/** ARM ids are compared ignoring case, e.g. as keys of a map. */
export const keyOf = (id: string): string => id.toLowerCase().replace(/\/+$/, "");

/** Whether `id` is `scope` or lies beneath it, by whole path segments: `…/app2` is not beneath `…/app`. */
export function isWithin(id: string, scope: string): boolean {
  const inner = keyOf(id);
  const outer = keyOf(scope);
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** Last segment of an id. */
export const nameOf = (id: string): string => id.split("/").at(-1) ?? "";

/**
 * ARM type of an id: what follows the last `/providers/`, without names.
 *
 * `…/providers/Microsoft.Storage/storageAccounts/a/blobServices/default` is
 * `Microsoft.Storage/storageAccounts/blobServices`; a group is `Microsoft.Resources/resourceGroups`.
 */
export function typeOf(id: string): string {
  const at = id.toLowerCase().lastIndexOf("/providers/");
  if (at < 0)
    return /\/resourceGroups\/[^/]+$/i.test(id)
      ? "Microsoft.Resources/resourceGroups"
      : "Microsoft.Resources/subscriptions";
  const [namespace, ...rest] = id.slice(at + "/providers/".length).split("/");
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}

/** The resource that an id lies in: its parent, the scope of an extension resource, or its group. */
export function parentOf(id: string): string | undefined {
  const segments = id.split("/");
  if (segments.length <= 3) return undefined;
  const shorter = segments.slice(0, -2);
  if (shorter.at(-2)?.toLowerCase() === "providers") return shorter.slice(0, -2).join("/");
  return shorter.join("/");
}

/** ARM id of a resource group. */
export const groupId = (name: string): string => `/subscriptions/${SUBSCRIPTION}/resourceGroups/${name}`;
