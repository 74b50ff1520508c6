import { EXIT } from "../../ci/exit-codes.js";
import { PULL_REQUESTS } from "../../infra/environments.js";
import type { Cast } from "./cast.js";
import type { Scene } from "./scene.js";

/** The stack of a pull request comes and goes. */
export function pullRequestStack(cast: Cast, number: string): Scene[] {
  const scene = (does: string, environment: string, ...args: readonly string[]): Scene => ({
    does,
    play: async () => {
      await cast.step(cast.jobIn(environment), EXIT.done, "ci:stack", ...args, "--pull-request", number);
      return [];
    },
  });
  return [
    scene("ci:stack up, in the reviewed environment, with a smoke test", PULL_REQUESTS, "up"),
    scene("ci:stack down, on main, where nobody has to approve", `${PULL_REQUESTS}-sweep`, "down"),
  ];
}
