import { type Finding, unknown, violation } from "./finding.js";
import { UnknownValueError } from "./unknown-value.js";

/**
 * All that a check finds. A check that throws is a violation of its rule: it has not shown that all is well.
 *
 * @param whole whether an unknown value that was read without `peek` leaves everything unjudged, as in a rule about the
 *   whole stack, or one property of one resource.
 */
export function judge(check: () => Iterable<Finding>, whole: boolean): Finding[] {
  const findings: Finding[] = [];
  try {
    for (const finding of check()) findings.push(finding);
  } catch (error) {
    if (error instanceof UnknownValueError && !whole) findings.push(unknown(error.props.join(".")));
    else findings.push(violation(`The rule itself failed, so nothing is shown to be right: ${messageOf(error)}.`));
  }
  return findings;
}

const messageOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : "no error");
