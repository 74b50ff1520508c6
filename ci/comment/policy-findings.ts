/** A violation of a policy. */
export interface PolicyFinding {
  readonly rule: string;
  readonly isMandatory: boolean;
  /** `low`, `medium`, `high` or `critical`; empty when the rule states none. */
  readonly severity: string;
  /** URN; empty when it is about the whole stack. */
  readonly urn: string;
  /** What is wrong and what to do about it. */
  readonly text: string;
}

interface EngineEvent {
  readonly policyEvent?: {
    readonly resourceUrn?: string;
    readonly message: string;
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly severity?: string;
  };
}

/**
 * The policy violations in an event log of the engine, mandatory ones first: `--event-log` writes one event a line.
 *
 * @see https://github.com/pulumi/pulumi `sdk/go/common/apitype/events.go`
 */
export function policyFindingsIn(eventLog: string): PolicyFinding[] {
  const findings = eventLog.split("\n").flatMap((line) => {
    // Nearly all lines are other events, and long.
    if (!line.includes('"policyEvent"')) return [];
    const { policyEvent: event } = JSON.parse(line) as EngineEvent;
    return event === undefined || event.enforcementLevel === "disabled" ? [] : findingOf(event);
  });
  // The engine asks about several resources at a time, in no order.
  const place = ({ isMandatory, rule, urn }: PolicyFinding) => `${isMandatory ? 0 : 1} ${rule} ${urn}`;
  return findings.sort((one, other) => (place(one) < place(other) ? -1 : 1));
}

function findingOf(event: NonNullable<EngineEvent["policyEvent"]>): PolicyFinding {
  // The SDK puts the rule's description on a line before what the rule says.
  const [description = "", ...said] = event.message.trim().split("\n");
  return {
    rule: event.policyName,
    isMandatory: event.enforcementLevel !== "advisory",
    severity: event.severity ?? "",
    urn: event.resourceUrn ?? "",
    text: said.length === 0 ? description : said.join(" "),
  };
}
