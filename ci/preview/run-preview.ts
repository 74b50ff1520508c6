import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CliResult } from "../cli-result.js";
import { inPrivateFolder } from "../private-folder.js";
import { pulumi } from "../pulumi.js";

/** What a run of the CLI gave, with its event log. */
export interface RawPreview extends CliResult {
  /** One event a line; empty when the CLI ended before the engine began. */
  readonly events: string;
}

/** Every code that the CLI ends with: what came of it is told in the comment. https://github.com/pulumi/pulumi `pkg/cmd/pulumi/cmd/exit_codes.go` */
const ANY_CODE = [0, 1, 2, 3, 4, 5, 6, 8, 9, 255];

/**
 * Previews a stack, once, with the policy pack.
 *
 * The JSON on standard output has the steps, with what flowed into each input, but no policy violations; the event log
 * has those. `--event-log` is there with PULUMI_DEBUG_COMMANDS, by which Pulumi's own Automation API asks for it.
 *
 * @see https://github.com/pulumi/pulumi `sdk/nodejs/automation/stack.ts`
 */
export function runPreview(stack: string, env: NodeJS.ProcessEnv): Promise<RawPreview> {
  return inPrivateFolder(async (folder) => {
    const log = join(folder, "events.jsonl");
    // The resources that stay as they are give names to the ids in those that change.
    const args = ["preview", "--json", "--show-sames", "--event-log", log];
    const result = await pulumi(args, { stack, env: { ...env, PULUMI_DEBUG_COMMANDS: "true" }, answers: ANY_CODE });
    return { ...result, events: existsSync(log) ? readFileSync(log, "utf8") : "" };
  });
}
