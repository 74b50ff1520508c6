import { resolve } from "node:path";
import { show } from "./command.js";
import { openWorkspace } from "./open-workspace.js";
import { policyPack } from "./policy-pack.js";
import { STACK } from "./workspace.js";

/**
 * `npm run pulumi -- …`: the Pulumi CLI on the local stack, with the policy pack, and the local Azure, which is started
 * when it does not run.
 */
const root = resolve(import.meta.dirname, "..");
const say = (text: string) => process.stderr.write(`${text}\n`);
const { workspace, azure, resumed } = await openWorkspace(root, say);
if (!resumed) say("The local Azure is up; `npm run local -- down` ends it.");
// The terminal's signals reach the CLI by itself: it ends its update in order, and this process waits for it.
process.on("SIGINT", () => undefined);
const args = process.argv.slice(2);
const env = { ...workspace.environment(azure), ...policyPack(args, STACK, process.env) };
process.exitCode = await show("pulumi", args, { cwd: root, env });
