import { EXIT } from "./exit-codes.js";
import { loggedIn } from "./login.js";
import { runCommand } from "./run-command.js";
import { checkStack } from "./smoke/check-stack.js";
import { HELP, readSmokeOptions } from "./smoke/options.js";

/** `npm run ci:smoke -- --stack dev`: whether what is deployed works. */
await runCommand(HELP, async (args) => {
  const { stack } = readSmokeOptions(args);
  const stations = await loggedIn(process.env, (env) => checkStack(stack, env));
  const works = stations.every(({ problem }) => problem === undefined);
  process.stdout.write(works ? `Stack ${stack} works.\n` : `Stack ${stack} does not work.\n`);
  return works ? EXIT.done : EXIT.smoke;
});
