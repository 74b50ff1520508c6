import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { policyOf, unjudgedPolicy } from "../../policies/kit/policy.js";
import type { Rule } from "../../policies/kit/rule.js";
import { analyze, analyzeStack, type Said } from "./handlers.js";
import { type Moment, resourceRequest, stackRequest } from "./requests.js";
import type { Node } from "./samples/node.js";

/** What a rule said, and what it noted that it could not say. */
export interface Judged {
  readonly said: readonly Said[];
  readonly notes: readonly string[];
}

type Config = Readonly<Record<string, unknown>>;

/** One rule on one resource, through the SDK. @param config as the engine gives it: without defaults here. */
export async function judgeResource(rule: Rule, node: Node, config: Config = {}): Promise<Judged> {
  const said = await analyze([configured(policyOf(rule), config)], resourceRequest(node));
  return { said, notes: await notes() };
}

/** One rule on a stack, through the SDK. */
export async function judgeStack(
  rule: Rule,
  nodes: readonly Node[],
  moment: Moment,
  config: Config = {},
): Promise<Judged> {
  const said = await analyzeStack([configured(policyOf(rule), config)], stackRequest(nodes, moment));
  return { said, notes: await notes() };
}

async function notes(): Promise<string[]> {
  const lines: string[] = [];
  await analyzeStack([unjudgedPolicy((line) => lines.push(line))], stackRequest([], "preview"));
  return lines;
}

/** The policy with a configuration, at its own level. Rules that are off by default are advisory here. */
function configured<P extends ResourceValidationPolicy | StackValidationPolicy>(policy: P, config: Config): P {
  const getConfig = <T extends object>() => config as T;
  const level = policy.enforcementLevel === "disabled" ? { enforcementLevel: "advisory" as const } : {};
  if ("validateStack" in policy) {
    const { validateStack } = policy;
    return { ...policy, ...level, validateStack: (args, report) => validateStack({ ...args, getConfig }, report) };
  }
  const { validateResource } = policy;
  if (typeof validateResource !== "function") throw new Error(`${policy.name} validates no resource`);
  return { ...policy, ...level, validateResource: (args, report) => validateResource({ ...args, getConfig }, report) };
}
