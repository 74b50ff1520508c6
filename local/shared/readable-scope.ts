/**
 * A scope as people name it: `the subscription`, `group rg-names`, `stnames/containers/raw-names`.
 *
 * @param scope an ARM id.
 */
export function readableScope(scope: string): string {
  const at = scope.toLowerCase().lastIndexOf("/providers/");
  if (at < 0) {
    const group = /\/resourceGroups\/([^/]+)\/?$/i.exec(scope)?.[1];
    return group === undefined ? "the subscription" : `group ${group}`;
  }
  // Namespace and type say less than the names; `default` is the one service of its kind in an account.
  const [, , , ...names] = scope
    .slice(at)
    .split("/")
    .filter((part) => part !== "");
  return names.join("/").replace(/\/\w+Services\/default(?=\/)/i, "");
}
