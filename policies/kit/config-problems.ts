import { UNJUDGED } from "./policy.js";
import type { Rule } from "./rule.js";
import { settingProblems } from "./settings.js";

const LEVELS = ["advisory", "mandatory", "remediate", "disabled"];

/** Keys that are no rule: a level for all, what Pulumi Cloud takes out before the pack sees it, and the pack's notes. */
const NO_RULES = ["all", "environments", UNJUDGED];

/**
 * What is wrong with a policy configuration that the engine would pass over: it takes names of rules that do not exist.
 *
 * @param text of the file.
 * @returns one text for each problem.
 * @see https://www.pulumi.com/docs/using-pulumi/crossguard/configuration/
 */
export function configProblems(text: string, rules: readonly Rule[], now: Date): string[] {
  const config = parsed(text);
  if (config === undefined) return ["is no JSON object: expected settings by the name of a rule"];
  return Object.entries(config).flatMap(([name, given]) => {
    if (NO_RULES.includes(name)) return [];
    const rule = rules.find((one) => one.name === name);
    if (rule === undefined) return [`${name}: no such rule; npm run policies lists them`];
    const settings = typeof given === "string" ? { enforcementLevel: given } : given;
    if (typeof settings !== "object" || settings === null)
      return [`${name}: expected a level, or an object of settings`];
    return ruleProblems(rule, settings as Readonly<Record<string, unknown>>, now).map((text) => `${name}: ${text}`);
  });
}

function ruleProblems(rule: Rule, { enforcementLevel, ...settings }: Readonly<Record<string, unknown>>, now: Date) {
  const problems = settingProblems(rule, settings, now);
  if (enforcementLevel !== undefined && !LEVELS.includes(String(enforcementLevel)))
    problems.push(`"${enforcementLevel}" is no level: expected ${LEVELS.join(", ")}`);
  if (enforcementLevel === "disabled" && rule.level !== "disabled" && settings.reason === undefined)
    problems.push('it is disabled without a "reason"');
  return problems;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    // The caller says so; the parser's own text quotes what it read.
    return undefined;
  }
}
