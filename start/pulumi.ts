import { resolve } from "node:path";
import { show } from "./command.js";
import { openWorkspace } from "./open-workspace.js";

/** `npm run pulumi -- …`: the Pulumi CLI on the local stack and the local Azure, which is started when it does not run. */
const root = resolve(import.meta.dirname, "..");
const say = (text: string) => process.stderr.write(`${text}\n`);
const { workspace, azure, resumed } = await openWorkspace(root, say);
if (!resumed) say("The local Azure is up; `npm run local -- down` ends it.");
// The terminal's signals reach the CLI by itself: it ends its update in order, and this process waits for it.
process.on("SIGINT", () => undefined);
process.exitCode = await show("pulumi", process.argv.slice(2), { cwd: root, env: workspace.environment(azure) });
