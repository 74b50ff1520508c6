import { ENVIRONMENTS, type Environment, PULL_REQUESTS } from "../environments.js";

/** What has a resource group, a state container and a key of its own. */
export type Place = Environment | typeof PULL_REQUESTS;

export const PLACES = [...ENVIRONMENTS, PULL_REQUESTS] as const;

/** An environment on GitHub: a job in it gets the subject `environment:<name>`. */
export interface GitHubEnvironment {
  readonly name: string;
  /** Whether somebody has to approve each of its jobs. */
  readonly reviewed: boolean;
  /** Whether only jobs of the main branch may run in it. Those of a pull request run on a branch of anybody's. */
  readonly mainOnly: boolean;
}

/** Who CI is, for one purpose in one environment: an application of Entra with no secret. */
export interface Identity {
  /** e.g. `dev-deploy`; the application is called `gridwire-dev-deploy`. */
  readonly name: string;
  readonly place: Place;
  readonly purpose: "deploy" | "preview";
  readonly environments: readonly GitHubEnvironment[];
  /** Whether jobs of pull requests, in no environment, are it as well: any author of a branch can change these. */
  readonly pullRequests: boolean;
}

const mainOnly = (name: string, reviewed = false): GitHubEnvironment => ({ name, reviewed, mainOnly: true });

/**
 * The identities of CI.
 *
 * A preview runs the repository's code, and reads state with its secrets. So before a merge there is one of dev alone;
 * those of staging and prod run after it, as does the removal of what pull requests left.
 */
export function identitiesOf(places: readonly Place[]): Identity[] {
  return places.flatMap((place) =>
    place === PULL_REQUESTS ? [pullRequestStacks] : [deploying(place), previewing(place)],
  );
}

const pullRequestStacks: Identity = {
  name: `${PULL_REQUESTS}-deploy`,
  place: PULL_REQUESTS,
  purpose: "deploy",
  environments: [{ name: PULL_REQUESTS, reviewed: true, mainOnly: false }, mainOnly(`${PULL_REQUESTS}-sweep`)],
  pullRequests: false,
};

const deploying = (place: Environment): Identity => ({
  name: `${place}-deploy`,
  place,
  purpose: "deploy",
  environments: [mainOnly(place, place === "prod")],
  pullRequests: false,
});

const previewing = (place: Environment): Identity => ({
  name: `${place}-preview`,
  place,
  purpose: "preview",
  environments: [mainOnly(`${place}-preview`)],
  pullRequests: place === "dev",
});

/** What the jobs' tokens say of themselves for an identity. */
export const claimsOf = ({ environments, pullRequests }: Identity): string[] => [
  ...environments.map(({ name }) => `environment:${name}`),
  ...(pullRequests ? ["pull_request"] : []),
];
