import type { Severity } from "@pulumi/policy";
import type { Unwrap } from "@pulumi/pulumi";
import type { Finding } from "./finding.js";
import type { Graph } from "./graph.js";
import type { Secrecy } from "./secrecy.js";
import type { SettingSchema } from "./setting-schema.js";

/** Ids under which others have the same rule. */
export interface SameRule {
  /** https://azure.github.io/PSRule.Rules.Azure/en/rules/ */
  readonly psrule?: readonly string[];
  /** https://www.checkov.io/5.Policy%20Index/arm.html */
  readonly checkov?: readonly string[];
  /** https://github.com/aquasecurity/trivy-checks */
  readonly trivy?: readonly string[];
  /** A control of the Microsoft cloud security benchmark: https://learn.microsoft.com/security/benchmark/azure/overview */
  readonly mcsb?: string;
}

/** How strict a rule is when no configuration says otherwise. */
export type Level = "mandatory" | "advisory" | "disabled";

/** Settings of a rule by name, each with a default. */
export type SettingSchemas = Readonly<Record<string, SettingSchema>>;

/** What every rule says of itself. */
export interface RuleInfo {
  /** Its name in configuration and reports: kebab-case, the subject first. */
  readonly name: string;
  readonly title: string;
  /** What has to hold, and why. */
  readonly description: string;
  readonly level: Level;
  readonly severity: Severity;
  /** What to do about a violation; ends its message. */
  readonly remedy: string;
  readonly same?: SameRule;
  /** The vendor's page about it. */
  readonly url?: string;
  readonly settings?: SettingSchemas;
}

/** What a rule knows besides the resource. */
export interface Context {
  /** Values of the rule's settings, with their defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly now: Date;
}

/** A resource as a rule sees it: its inputs, just before it is made or changed. */
export interface Examined<Args> {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Reading one that is not known yet raises an error: use `peek`. */
  readonly props: Unwrap<NonNullable<Args>>;
  /** Whether a property, or what holds it, is a Pulumi secret. */
  readonly secrecy: (...path: readonly string[]) => Secrecy;
}

/** A rule about one resource at a time. It is asked before the resource is made: a mandatory one prevents it. */
export interface ResourceRule extends RuleInfo {
  readonly about: "resource";
  /** Type tokens, or nothing for every resource. */
  readonly types?: readonly string[];
  /** The SDK shows which inputs are secret to remediations alone: such a rule is one for the sake of seeing it. */
  readonly seesSecrecy?: boolean;
  /** `never` stands for the arguments of whichever types these are. */
  readonly check: (resource: Examined<never>, context: Context) => Iterable<Finding>;
}

/** A rule about how resources hang together. It is asked once, at the end: its force is in the preview. */
export interface StackRule extends RuleInfo {
  readonly about: "stack";
  readonly check: (graph: Graph, context: Context) => Iterable<Finding>;
}

export type Rule = ResourceRule | StackRule;

/** A rule about resources of the types, whose arguments are of the type `Args` of azure-native. */
export const resourceRule = <Args>(
  rule: Omit<ResourceRule, "about" | "check"> & {
    readonly check: (resource: Examined<Args>, context: Context) => Iterable<Finding>;
  },
): ResourceRule => ({ ...rule, about: "resource" });

export const stackRule = (rule: Omit<StackRule, "about">): StackRule => ({ ...rule, about: "stack" });
