import type { Reviewer } from "../settings.js";
import type { Repository } from "../subject.js";
import type { GitHubSettings, WantedEnvironment } from "../variables.js";
import { CommandFailed, run, type Surroundings } from "./cli.js";
import { allowMain, branchesOf, type GhCall, lookAt, makeEnvironment, setVariables } from "./git-hub.js";

export interface GitHubArgs {
  readonly repository: Repository;
  readonly settings: GitHubSettings;
  readonly reviewers: readonly Reviewer[];
}

/**
 * Makes GitHub's environments and sets all variables, with the login of `gh`. An environment that is there keeps the
 * rules that somebody gave it: it is changed only where the config names reviewers.
 *
 * @throws CommandFailed with what `gh` printed.
 */
export async function setUpGitHub(
  { repository, settings, reviewers }: GitHubArgs,
  surroundings: Surroundings,
  report: (text: string) => void,
): Promise<void> {
  const gh = ({ args, input }: GhCall) => run("gh", args, surroundings, input);
  for (const environment of settings.environments) {
    report(environment.name);
    const isThere = await exists(environment);
    if (!isThere || (environment.reviewed && reviewers.length > 0))
      await gh(makeEnvironment(repository, environment, reviewers));
    if (environment.mainOnly && (await gh(branchesOf(repository, environment))).trim() === "")
      await gh(allowMain(repository, environment));
    for (const call of setVariables(repository, environment.variables, environment.name)) await gh(call);
  }
  if (settings.repository !== undefined)
    for (const call of setVariables(repository, settings.repository)) await gh(call);

  async function exists(environment: WantedEnvironment): Promise<boolean> {
    try {
      await gh(lookAt(repository, environment));
      return true;
    } catch (error) {
      if (error instanceof CommandFailed && /\b404\b/.test(error.output)) return false;
      throw error;
    }
  }
}
