import { pulumi } from "../pulumi.js";
import { stackOf } from "./pull-request.js";

/**
 * Destroys all that a pull request's stack has, and the stack with its state: by the state alone, so that neither the
 * pull request's code nor its config is needed.
 *
 * @param clearsLock takes away what a run that is gone has left; never while one works.
 * @throws CliFailure when something of it stays.
 */
export async function removeStack(pullRequest: number, clearsLock: boolean, env: NodeJS.ProcessEnv): Promise<void> {
  const { PULUMI_OPTION_CONFIG_FILE: _file, PULUMI_STACK: _stack, ...without } = env;
  const options = { stack: stackOf(pullRequest), env: without };
  if (clearsLock) await pulumi(["cancel", "--yes"], { ...options, show: true });
  await pulumi(["destroy", "--yes", "--skip-preview", "--remove"], { ...options, show: true });
}
