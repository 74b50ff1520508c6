import { EXEMPTIONS, type Exemption, exemptionProblem } from "./exemption.js";
import type { RuleInfo, SettingSchemas } from "./rule.js";

/** What a rule is configured to. */
export interface Settings {
  /** The rule's own settings, with their defaults. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly exemptions: readonly Exemption[];
}

/** Settings that every rule has besides its own and `enforcementLevel`. */
export const COMMON: SettingSchemas = {
  exemptions: EXEMPTIONS,
  reason: {
    description: "Why this environment differs from the default; needed to disable a rule",
    type: "string",
    minLength: 10,
  },
};

/** Configuration that cannot be used. Shown without a stack trace: it is nobody's bug. */
export class ConfigurationError extends Error {
  constructor(rule: string, problems: readonly string[]) {
    super(`the configuration of ${rule} cannot be used: ${problems.join("; ")}`);
    this.name = "ConfigurationError";
    this.stack = this.message;
  }
}

/**
 * Settings of a rule. Types were checked by the engine, against the schema; what a schema of the SDK cannot say is
 * checked here: unknown settings, days that are over.
 *
 * @param given what the engine hands to the rule.
 * @throws {ConfigurationError}
 */
export function settingsOf(rule: RuleInfo, given: Readonly<Record<string, unknown>>, now: Date): Settings {
  const problems = settingProblems(rule, given, now);
  if (problems.length > 0) throw new ConfigurationError(rule.name, problems);
  const defaults = Object.entries(rule.settings ?? {}).map(([name, schema]) => [name, schema.default]);
  const { exemptions = [], reason: _, ...values } = given;
  return { values: { ...Object.fromEntries(defaults), ...values }, exemptions: exemptions as Exemption[] };
}

/** @returns each thing that is wrong with the settings given to a rule. */
export function settingProblems(rule: RuleInfo, given: Readonly<Record<string, unknown>>, now: Date): string[] {
  const known = [...Object.keys(rule.settings ?? {}), ...Object.keys(COMMON)];
  const unknownOnes = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `"${name}" is not a setting: expected one of ${["enforcementLevel", ...known].join(", ")}`);
  const exemptions = (given.exemptions ?? []) as Exemption[];
  return [...unknownOnes, ...exemptions.flatMap((exemption) => exemptionProblem(exemption, now) ?? [])];
}
