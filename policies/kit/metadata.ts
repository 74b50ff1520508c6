import type { Policy } from "@pulumi/policy";
import type { Rule, RuleInfo, SameRule } from "./rule.js";
import { COMMON } from "./settings.js";

/** Families of controls of the Microsoft cloud security benchmark, by the beginning of a control's id. */
const FAMILIES: Readonly<Record<string, string>> = {
  AM: "Asset management",
  BR: "Backup and recovery",
  DP: "Data protection",
  IM: "Identity management",
  LT: "Logging and threat detection",
  NS: "Network security",
  PA: "Privileged access",
  PV: "Posture and vulnerability management",
};

/** What the SDK is told of a rule, apart from its function. */
export function metadataOf(rule: Rule): Policy {
  const { name, title, description, level, severity, remedy, same, url } = rule;
  const seesSecrecy = rule.about === "resource" && rule.seesSecrecy === true && level === "mandatory";
  return {
    name,
    displayName: title,
    description,
    enforcementLevel: seesSecrecy ? "remediate" : level,
    severity,
    remediationSteps: remedy,
    configSchema: { properties: { ...rule.settings, ...COMMON } },
    tags: tagsOf(same),
    ...frameworkOf(same),
    ...(url === undefined ? {} : { url }),
  };
}

/** e.g. `Checkov CKV_AZURE_192`. */
export const tagsOf = ({ psrule = [], checkov = [], trivy = [], mcsb }: SameRule = {}): string[] => [
  ...psrule.map((id) => `PSRule ${id}`),
  ...checkov.map((id) => `Checkov ${id}`),
  ...trivy.map((id) => `Trivy ${id}`),
  ...(mcsb === undefined ? [] : [`MCSB ${mcsb}`]),
];

function frameworkOf(same: RuleInfo["same"]): Pick<Policy, "framework"> {
  if (same?.mcsb === undefined) return {};
  const specification = FAMILIES[same.mcsb.slice(0, 2)] ?? "";
  return {
    framework: { name: "Microsoft cloud security benchmark", version: "1", reference: same.mcsb, specification },
  };
}
