import { resolve } from "node:path";
import { launch } from "../local/control/launch.js";
import { show } from "./command.js";
import { azureFolder, Workspace } from "./workspace.js";

/** `npm run pulumi -- …`: the Pulumi CLI on the local stack and the local Azure, which is started when it does not run. */
const root = resolve(import.meta.dirname, "..");
const { run, resumed } = await launch(azureFolder(root));
if (!resumed) process.stderr.write("The local Azure is up; `npm run local -- down` ends it.\n");
const workspace = new Workspace(root);
await workspace.prepare(run);
// The terminal's signals reach the CLI by itself: it ends its update in order, and this process waits for it.
process.on("SIGINT", () => undefined);
process.exitCode = await show("pulumi", process.argv.slice(2), { cwd: root, env: workspace.environment(run) });
