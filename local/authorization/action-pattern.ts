const patterns = new Map<string, RegExp>();

/**
 * Whether an action, e.g. `Microsoft.Web/sites/write`, fits a pattern of a role or of a condition. A wildcard stands
 * for any text, slashes included; case does not matter.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/custom-roles#wildcard-permissions
 */
export function matchesAction(pattern: string, action: string): boolean {
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(`^${pattern.split("*").map(literal).join(".*")}$`, "is");
    patterns.set(pattern, expression);
  }
  return expression.test(action);
}

const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
