/** What a subject of GitHub says: `repo:<owner>[@<id>]/<repository>[@<id>]:<context>`. */
const SUBJECT = /^repo:(?<owner>[^/:@]+)(?:@(?<ownerId>\d+))?\/(?<name>[^/:@]+)(?:@(?<id>\d+))?:(?<context>.+)$/;

/**
 * The claims that GitHub gives a job's token besides its subject, as far as the subject tells them.
 *
 * @param subject e.g. `repo:octo-org@123456/octo-repo@456789:environment:prod`. One that is no subject of GitHub tells none.
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export function gitHubClaims(subject: string): Record<string, string> {
  const { owner, ownerId, name, id, context } = SUBJECT.exec(subject)?.groups ?? {};
  if (owner === undefined || name === undefined || context === undefined) return {};
  const environment = /^environment:(.+)$/.exec(context)?.[1];
  const ref = /^ref:(.+)$/.exec(context)?.[1];
  return {
    repository: `${owner}/${name}`,
    repository_owner: owner,
    ...(ownerId === undefined ? {} : { repository_owner_id: ownerId }),
    ...(id === undefined ? {} : { repository_id: id }),
    ...(environment === undefined ? {} : { environment }),
    ...(ref === undefined ? {} : { ref }),
    event_name: context === "pull_request" ? "pull_request" : "push",
    runner_environment: "github-hosted",
  };
}
