/** A repository on GitHub, with the numbers that stay when it is renamed, and that nobody else ever gets. */
export interface Repository {
  /** As GitHub writes them: Entra compares subjects with their case. */
  readonly owner: string;
  readonly name: string;
  readonly ownerId: number;
  readonly id: number;
}

/** Whether subjects hold the repository's numbers: the default of repositories made or renamed since 15 July 2026. */
export type SubjectForm = "immutable" | "names";

/** Who issues the tokens of GitHub's jobs. */
export const ISSUER = "https://token.actions.githubusercontent.com";
/** The audience that Entra takes. */
export const AUDIENCE = "api://AzureADTokenExchange";

/**
 * The subject of a job's token.
 *
 * @param claim `environment:<name>` of a job in an environment, `pull_request` of one without in a pull request.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function subjectOf({ owner, name, ownerId, id }: Repository, form: SubjectForm, claim: string): string {
  const repository = form === "immutable" ? `${owner}@${ownerId}/${name}@${id}` : `${owner}/${name}`;
  return `repo:${repository}:${claim}`;
}
