import { run } from "../../start/command.js";
import { ROOT } from "../pulumi.js";
import { Refusal } from "../refusal.js";
import type { PlanHeader } from "./plan-file.js";

/** How old a plan may be, in hours. What it was made of may be another by then. */
export const LONGEST_HOURS = 24;

/** What makes a plan, and what has to be the same where it is carried out. */
export type Origin = Pick<PlanHeader, "stack" | "commit" | "cli">;

/** @throws when this is no git checkout. */
export async function originHere(stack: string, env: NodeJS.ProcessEnv): Promise<Origin> {
  const options = { cwd: ROOT, env };
  const [commit, cli] = await Promise.all([
    run("git", ["describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=-changed"], options),
    run("pulumi", ["version"], options),
  ]);
  return { stack, commit: commit.trim(), cli: cli.trim() };
}

/**
 * @param now milliseconds since 1970.
 * @throws Refusal when the plan is one of another stack, commit or CLI, or too old.
 */
export function requireSameOrigin(plan: PlanHeader, here: Origin, now: number): void {
  const again = `Plan again: npm run ci:plan -- --stack ${here.stack} --plan <file>`;
  const wrong: readonly (readonly [keyof Origin, string])[] = [
    ["stack", "stack"],
    ["commit", "commit"],
    ["cli", "Pulumi CLI"],
  ];
  for (const [key, what] of wrong)
    if (plan[key] !== here[key])
      throw new Refusal(`The plan was made for ${what} ${plan[key]}, and this is ${what} ${here[key]}. ${again}`);
  const hours = (now - Date.parse(plan.createdAt)) / 3_600_000;
  if (!(hours >= 0 && hours <= LONGEST_HOURS))
    throw new Refusal(`The plan is of ${plan.createdAt}: expected one of the last ${LONGEST_HOURS} hours. ${again}`);
}
