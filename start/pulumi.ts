import { resolve } from "node:path";
import { show } from "./command.js";
import { failureText, SEE_PAGE } from "./failure-text.js";
import { openWorkspace } from "./open-workspace.js";
import { policyPack } from "./policy-pack.js";
import { STACK } from "./workspace.js";

/**
 * `npm run pulumi -- …`: the Pulumi CLI on the local stack, with the policy pack, and the local Azure, which is started
 * when it does not run.
 */
const root = resolve(import.meta.dirname, "..");
const say = (text: string) => process.stderr.write(`${text}\n`);
/** Of `--expect-no-changes`: an answer, and no failure. */
const CHANGES = 7;

let interrupted = false;
process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  say(failureText(error));
  return 1;
});

async function main(args: readonly string[]): Promise<number> {
  const { workspace, azure, resumed } = await openWorkspace(root, say);
  if (!resumed) say("The local Azure is up; `npm run local -- down` ends it.");
  // The terminal's signals reach the CLI by itself: it ends its update in order, and this process waits for it.
  process.on("SIGINT", () => {
    interrupted = true;
  });
  const env = { ...workspace.environment(azure), ...policyPack(args, STACK, process.env) };
  const code = await show("pulumi", args, { cwd: root, env });
  if (![0, CHANGES].includes(code) && !interrupted) say(SEE_PAGE);
  return code;
}
