import { EXIT } from "../exit-codes.js";
import { originHere } from "../plan/origin.js";
import { pulumi } from "../pulumi.js";
import type { Drift } from "./drift-report.js";
import { driftIn, type ResourceDrift } from "./step.js";

/** Two looks that write no state: at Azure, and at what the code wants. Who may only read may look. */
const LOOKS = {
  inAzure: ["refresh", "--preview-only"],
  toDeploy: ["preview", "--refresh"],
} as const;

type Step = <T>(text: string, work: () => Promise<T>) => Promise<T>;

/**
 * Compares Azure with a stack's state, and with its code.
 *
 * @throws CliFailure when it cannot be compared.
 */
export async function look(stack: string, env: NodeJS.ProcessEnv, step: Step): Promise<Drift> {
  const { commit } = await originHere(stack, env);
  const inAzure = await step("Comparing Azure with the state", () => driftOf(LOOKS.inAzure, stack, env));
  const toDeploy = await step("Comparing Azure with the code", () => driftOf(LOOKS.toDeploy, stack, env));
  return { stack, inAzure, toDeploy, commit };
}

async function driftOf(look: readonly string[], stack: string, env: NodeJS.ProcessEnv): Promise<ResourceDrift[]> {
  // A policy is no matter of drift, and would end the look before it has seen all.
  const withoutPolicies = { ...env, PULUMI_OPTION_POLICY_PACK: "" };
  const { code, out } = await pulumi([...look, "--expect-no-changes", "--json"], {
    stack,
    env: withoutPolicies,
    answers: [EXIT.done, EXIT.drift],
  });
  return code === EXIT.done ? [] : driftIn(out);
}
