import {
  type ReportViolation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
  validateResourceOfType,
} from "@pulumi/policy";
import { isExempt } from "./exemption.js";
import type { Finding } from "./finding.js";
import { Graph } from "./graph.js";
import { judge } from "./judge.js";
import { metadataOf } from "./metadata.js";
import type { ResourceRule, Rule, StackRule } from "./rule.js";
import { secrecyOf, type WrappedInputs } from "./secrecy.js";
import { type Settings, settingsOf } from "./settings.js";
import { Unjudged } from "./unjudged.js";

/** Name of {@link unjudgedPolicy}, which is no rule. */
export const UNJUDGED = "unjudged-in-preview";

/** What a preview could not tell; {@link unjudgedPolicy} says it. */
const unjudged = new Unjudged();

/** A rule as the SDK wants it. */
export const policyOf = (rule: Rule): ResourceValidationPolicy | StackValidationPolicy =>
  rule.about === "resource" ? resourcePolicy(rule) : stackPolicy(rule);

function resourcePolicy(rule: ResourceRule): ResourceValidationPolicy {
  const seen = new Map<string, WrappedInputs>();
  const validate = (args: ResourceValidationArgs, report: ReportViolation) => {
    if (!concerns(rule, args)) return args.notApplicable(`the rule is about ${rule.types?.join(", ")}`);
    const now = new Date();
    const settings = settingsOf(rule, args.getConfig(), now);
    const inputs = seen.get(args.urn);
    seen.delete(args.urn);
    const { type, name, urn } = args;
    // The rule's types say of which arguments these are.
    const props = args.props as never;
    const examined = { type, name, urn, props, secrecy: (...path: string[]) => secrecyOf(inputs, path) };
    const findings = judge(() => rule.check(examined, { settings: settings.values, now }), false);
    tell(rule, findings, settings, urn, report);
  };
  return {
    ...metadataOf(rule),
    validateResource: rule.types?.length === 1 ? ofType(rule.types[0] ?? "", validate) : validate,
    ...(rule.seesSecrecy === true
      ? {
          // Asked first, and the only one that is shown which inputs are secret. It changes nothing.
          remediateResource: (args: ResourceValidationArgs) => {
            if (concerns(rule, args)) seen.set(args.urn, args.props);
          },
        }
      : {}),
  };
}

const concerns = ({ types }: ResourceRule, { type }: ResourceValidationArgs) =>
  types === undefined || types.includes(type);

/** Lets the SDK skip resources of other types before it unpacks them; it knows the type by this property of a class. */
function ofType(token: string, validate: (args: ResourceValidationArgs, report: ReportViolation) => void) {
  const marker = { __pulumiType: token } as unknown as Parameters<typeof validateResourceOfType>[0];
  return validateResourceOfType(marker, (_props, args, report) => validate(args, report));
}

function stackPolicy(rule: StackRule): StackValidationPolicy {
  return {
    ...metadataOf(rule),
    validateStack: (args: StackValidationArgs, report: ReportViolation) => {
      const now = new Date();
      const settings = settingsOf(rule, args.getConfig(), now);
      const findings = judge(() => rule.check(new Graph(args.resources), { settings: settings.values, now }), true);
      tell(rule, findings, settings, "", report);
    },
  };
}

function tell(rule: Rule, findings: readonly Finding[], settings: Settings, own: string, report: ReportViolation) {
  for (const finding of findings) {
    const urn = finding.urn ?? own;
    if (isExempt(settings.exemptions, urn)) continue;
    if (finding.found === "unknown") unjudged.add(rule.name, urn, finding.what);
    else report(`${finding.text} ${rule.remedy}`, urn);
  }
}

/**
 * Says at the end of a preview what could not be judged, as a note: an advisory violation would make every first
 * preview look wrong. It is the last of the pack.
 *
 * @param say writes a line where the engine shows it.
 */
export const unjudgedPolicy = (say: (line: string) => void): StackValidationPolicy => ({
  name: UNJUDGED,
  displayName: "Says what a preview cannot tell",
  description: "Notes each rule whose input cannot be known before the first up; never a violation.",
  enforcementLevel: "advisory",
  severity: "low",
  validateStack: () => unjudged.take().forEach(say),
});
