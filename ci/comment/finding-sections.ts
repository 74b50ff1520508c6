import { inert, quoted } from "./inert.js";
import { nameOf } from "./name-of.js";
import type { PolicyFinding } from "./policy-findings.js";
import { rows, type Section } from "./section.js";
import type { ValidatedStack } from "./validated.js";

/** What the policy pack found, mandatory rules first. */
export const policySection = (findings: readonly PolicyFinding[]): Section =>
  rows(
    "### Policy findings",
    ["", "Rule", "Resource", "What is wrong, and what to do"],
    findings.map(({ rule, isMandatory, severity, urn, text }) => [
      `${isMandatory ? "❌ **mandatory**" : "advisory"}${severity === "" ? "" : `, ${inert(severity)}`}`,
      quoted(rule),
      urn === "" ? "the stack" : quoted(nameOf(urn)),
      inert(text),
    ]),
  );

/** What `npm run validate` found, of every stack. */
export const validatedSection = (stacks: readonly ValidatedStack[]): Section =>
  rows(
    "### Not what Azure's published types take (`npm run validate`)",
    ["Stack", "What", "Problem"],
    stacks.flatMap(({ stack, findings }) =>
      findings.flatMap(({ title, texts }) => texts.map((text) => [quoted(stack), quoted(title), inert(text)])),
    ),
  );
