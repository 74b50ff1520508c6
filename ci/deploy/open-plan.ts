import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataKeysOf } from "../plan/data-key.js";
import { type Origin, requireSameOrigin } from "../plan/origin.js";
import { readPlanFile } from "../plan/plan-file.js";
import { type PlannedChange, plannedChanges } from "../plan/planned-changes.js";

/** A plan that may be carried out. */
export interface OpenPlan {
  /** As the Pulumi CLI takes it. */
  readonly file: string;
  /** Whether it was made after a look at Azure; so it has to be carried out. */
  readonly refresh: boolean;
  readonly changes: readonly PlannedChange[];
}

/**
 * Decrypts a plan that was made for this stack, commit and CLI not long ago.
 *
 * @param folder private: the plan lies there in clear.
 * @throws Refusal with what does not fit.
 */
export async function openPlan(path: string, here: Origin, env: NodeJS.ProcessEnv, folder: string): Promise<OpenPlan> {
  const plan = readPlanFile(path);
  requireSameOrigin(plan.header, here, Date.now());
  const bytes = await plan.open(dataKeysOf(here.stack, env));
  const file = join(folder, "plan.json");
  writeFileSync(file, bytes, { mode: 0o600 });
  return { file, refresh: plan.header.refresh, changes: plannedChanges(bytes) };
}
