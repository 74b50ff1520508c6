import { tagsOf } from "./kit/metadata.js";
import type { Rule } from "./kit/rule.js";

const INTRODUCTION = `# The policy pack's rules

Made by \`npm run policies\` of the rules in \`policies/rules/\`. How to use and configure them: [use-the-policy-pack](../how-to/use-the-policy-pack.md).

A mandatory rule refuses a preview or an update; an advisory one is reported; a disabled one can be turned on in the configuration. Every rule also takes \`enforcementLevel\`, \`reason\` and \`exemptions\`. The ids are those of the same rule in [PSRule for Azure](https://azure.github.io/PSRule.Rules.Azure/), [Checkov](https://www.checkov.io/), [Trivy](https://github.com/aquasecurity/trivy-checks) and the [Microsoft cloud security benchmark](https://learn.microsoft.com/security/benchmark/azure/overview) (MCSB).
`;

/** `docs/reference/policies.md`: every rule, by subject. */
export function catalogue(subjects: Readonly<Record<string, readonly Rule[]>>): string {
  const all = Object.values(subjects).flat();
  const count = (level: Rule["level"]) => all.filter((rule) => rule.level === level).length;
  const counts = `${all.length} rules: ${count("mandatory")} mandatory, ${count("advisory")} advisory, ${count("disabled")} disabled.`;
  const parts = Object.entries(subjects).map(([name, rules]) => `## ${name}\n\n${rules.map(entry).join("\n")}`);
  return [INTRODUCTION, `${counts}\n`, ...parts].join("\n");
}

function entry(rule: Rule): string {
  const { name, title, description, level, severity, remedy, same, url, settings = {} } = rule;
  const about =
    rule.about === "stack" ? "the stack as a whole" : (rule.types?.map(shortType).join(", ") ?? "every resource");
  const ids = tagsOf(same).join(", ");
  const lines = [
    `### ${name}`,
    "",
    `**${title}.** ${text(description)} ${text(remedy)}${url === undefined ? "" : ` [More](${url})`}`,
    "",
    `${level}, severity ${severity}; about ${about}${ids === "" ? "" : `; ${ids}`}`,
    ...Object.entries(settings).flatMap(([key, schema]) => [
      "",
      `Setting \`${key}\`: ${schema.description}. Default: ${shownDefault(schema.default)}`,
    ]),
    "",
  ];
  return lines.join("\n");
}

/** `azure-native:storage:StorageAccount` without what all have. */
const shortType = (token: string): string => code(token.replace(/^azure-native:/, "").replace(/index\/\w+:/, ""));

const shownDefault = (value: unknown): string => code(JSON.stringify(value));

const code = (text: string): string => `\`${text}\``;

/** Angle brackets would be taken for HTML. */
const text = (words: string): string => words.replaceAll("<", "\\<");
