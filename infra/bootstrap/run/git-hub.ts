import type { Reviewer } from "../settings.js";
import type { Repository } from "../subject.js";
import type { GitHubSettings, Variables, WantedEnvironment } from "../variables.js";

/** A call of `gh`. */
export interface GhCall {
  readonly args: readonly string[];
  /** On standard input. */
  readonly input?: string;
}

const BRANCH = "main";

const fullName = ({ owner, name }: Repository) => `${owner}/${name}`;

/** Looks whether GitHub has an environment: `gh` fails when not. */
export const lookAt = (repository: Repository, { name }: WantedEnvironment): GhCall => ({
  args: ["api", `repos/${fullName(repository)}/environments/${name}`, "--silent"],
});

/** Prints the branches that may use an environment, one a line. */
export const branchesOf = (repository: Repository, { name }: WantedEnvironment): GhCall => ({
  args: [
    "api",
    `repos/${fullName(repository)}/environments/${name}/deployment-branch-policies`,
    "--jq",
    ".branch_policies[].name",
  ],
});

/**
 * Makes an environment, or changes who approves its jobs.
 *
 * @see https://docs.github.com/en/rest/deployments/environments#create-or-update-an-environment
 */
export function makeEnvironment(
  repository: Repository,
  { name, reviewed, mainOnly }: WantedEnvironment,
  reviewers: readonly Reviewer[],
): GhCall {
  const body = {
    ...(reviewed && reviewers.length > 0 ? { reviewers } : {}),
    deployment_branch_policy: mainOnly ? { protected_branches: false, custom_branch_policies: true } : null,
  };
  return {
    args: ["api", "--method", "PUT", `repos/${fullName(repository)}/environments/${name}`, "--silent", "--input", "-"],
    input: JSON.stringify(body),
  };
}

/** https://docs.github.com/en/rest/deployments/branch-policies#create-a-deployment-branch-policy */
export const allowMain = (repository: Repository, { name }: WantedEnvironment): GhCall => ({
  args: [
    "api",
    "--method",
    "POST",
    `repos/${fullName(repository)}/environments/${name}/deployment-branch-policies`,
    "--silent",
    "--field",
    `name=${BRANCH}`,
  ],
});

/** Sets variables of an environment, or of the repository. None of them is secret. */
export const setVariables = (repository: Repository, variables: Variables, environment?: string): GhCall[] =>
  Object.entries(variables).map(([name, value]) => ({
    args: [
      ...["variable", "set", name, "--repo", fullName(repository)],
      ...(environment === undefined ? [] : ["--env", environment]),
      ...["--body", String(value)],
    ],
  }));

/** Everything that a repository without environments has to be told, in order. */
export const everyCall = (
  repository: Repository,
  settings: GitHubSettings,
  reviewers: readonly Reviewer[],
): { readonly title: string; readonly calls: readonly GhCall[] }[] => [
  ...(settings.repository === undefined
    ? []
    : [{ title: "the repository", calls: setVariables(repository, settings.repository) }]),
  ...settings.environments.map((environment) => ({
    title: `environment ${environment.name}`,
    calls: [
      makeEnvironment(repository, environment, reviewers),
      ...(environment.mainOnly ? [allowMain(repository, environment)] : []),
      ...setVariables(repository, environment.variables, environment.name),
    ],
  })),
];

/** As a line for a shell. */
export function shellLine({ args, input }: GhCall): string {
  const line = ["gh", ...args].map(quoted).join(" ");
  return input === undefined ? line : `echo ${quoted(input)} | ${line}`;
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
