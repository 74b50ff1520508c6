import type { JobPullRequest } from "./pull-request.js";

/**
 * Why a job cannot preview, as the end of a sentence; nothing when it can.
 *
 * GitHub gives a pull request from a fork neither a token for Azure nor one that may comment.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
export function whyNoPreview(env: NodeJS.ProcessEnv, pullRequest: JobPullRequest | undefined): string | undefined {
  if (pullRequest?.isFromFork === true)
    return "this pull request comes from a fork, which gets no login; whoever reviews it can push its branch to this repository to see one";
  if (env.GITHUB_ACTIONS !== "true") return undefined;
  if (!env.PULUMI_BACKEND_URL)
    return "no backend is set up; npm run bootstrap prints the variables that this repository needs";
  if (env.AZURE_CLIENT_ID && !env.ACTIONS_ID_TOKEN_REQUEST_URL && !env.AZURE_FEDERATED_TOKEN_FILE)
    return "GitHub gives this job no OIDC token; it needs the permission id-token: write, which Dependabot's runs do not have";
  return undefined;
}
