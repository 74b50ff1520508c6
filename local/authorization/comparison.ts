import { ConditionError } from "./condition-error.js";

/** Compares the one value of an attribute with those of a condition. */
export type Comparison = (value: string) => boolean;

/** What an attribute's values are. */
export type AttributeKind = "guid" | "text";

const OPERATOR =
  /^(?:For(?<left>Any|All)Of(?<right>Any|All)Values:)?(?<kind>Guid|String)(?<not>Not)?Equals(?<ignoring>IgnoreCase)?$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NAMES = "GuidEquals, GuidNotEquals, StringEqualsIgnoreCase, StringNotEqualsIgnoreCase";

/**
 * The operators that Azure documents for the attributes of role assignments, alone or over sets.
 *
 * @param operator e.g. `ForAnyOfAnyValues:GuidEquals`.
 * @param values one, unless the operator is over sets.
 * @throws ConditionError
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format#cross-product-comparison-operators
 */
export function comparisonOf(operator: string, kind: AttributeKind, values: readonly string[]): Comparison {
  const parts = OPERATOR.exec(operator)?.groups;
  const isOfGuids = parts?.kind === "Guid";
  // GUIDs have no case; for texts only the form that ignores it is documented for these attributes.
  if (parts === undefined || isOfGuids === (parts.ignoring !== undefined)) {
    throw new ConditionError("unsupported", `the operator ${operator}: expected ${NAMES}, or one over sets of values`);
  }
  if (isOfGuids !== (kind === "guid")) {
    throw new ConditionError("malformed", `${operator} does not fit the attribute, whose values are ${kind}s`);
  }
  if (values.length === 0 || (values.length > 1 && parts.right === undefined)) {
    throw new ConditionError("malformed", `${operator} takes ${parts.right === undefined ? "one value" : "values"}`);
  }
  const bad = isOfGuids ? values.find((value) => !GUID.test(value)) : undefined;
  if (bad !== undefined) throw new ConditionError("malformed", `"${bad}" is no GUID`);
  const wanted = values.map((value) => value.toLowerCase());
  const isWanted = parts.not === undefined;
  const holds = (value: string) => (one: string) => (one === value) === isWanted;
  // Over one value on the left it is the same whether any or all of the left are meant.
  return (value) => {
    const holdsFor = holds(value.toLowerCase());
    return parts.right === "All" ? wanted.every(holdsFor) : wanted.some(holdsFor);
  };
}
