import { type Context, UNKNOWN } from "./evaluate.js";
import { jobsThatMayRun } from "./reach.js";
import { commandsOf, environmentsOf, type Job, permissionsOf, type Workflow } from "./workflow.js";

const REPOSITORY = "gridwire/gridwire";
const MAIN = "refs/heads/main";
const MERGED = "refs/pull/7/merge";

/**
 * What somebody without a right to this repository can make happen in it.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
const OF_PULL_REQUESTS = ["pull_request", "pull_request_review", "pull_request_review_comment"];
const OF_ANYBODY = ["issues", "issue_comment", "discussion", "discussion_comment", "fork", "watch", "gollum"];

/** They run with the repository's own rights after what an outsider did: none of the workflows is started by one. */
export const NEVER = ["pull_request_target", "workflow_run"];

/** Who sends a pull request that must not be trusted, and what GitHub says of it. */
const SENDERS: Readonly<Record<string, Context>> = {
  "a fork": { head: { repo: { full_name: "outsider/gridwire", fork: true } }, user: { login: "outsider" } },
  "a fork that was deleted": { head: { repo: null }, user: { login: "outsider" } },
  Dependabot: { head: { repo: { full_name: REPOSITORY } }, user: { login: "dependabot[bot]" } },
};

/** @returns for each event of an outsider what conditions can see of it; labels and actions may be any. */
function eventsFor(event: string): readonly { readonly who: string; readonly context: Context }[] {
  const github = { event_name: event, repository: REPOSITORY, actor: "outsider", ref: MAIN };
  if (OF_ANYBODY.includes(event) || NEVER.includes(event))
    return [{ who: "anybody", context: { github: { ...github, event: UNKNOWN } } }];
  if (!OF_PULL_REQUESTS.includes(event)) return [];
  return Object.entries(SENDERS).map(([who, pull_request]) => ({
    who,
    context: { github: { ...github, ref: MERGED, event: { pull_request } } },
  }));
}

/** Commands that need a login, by the names of their scripts. */
const NEEDS_LOGIN = /^(?:ci:|bootstrap$|pulumi$)/;

/** What a job could do for an outsider who makes it run. */
function rightsOf(job: Job): readonly string[] {
  const writes = Object.entries(permissionsOf(job)).filter(([, level]) => level !== "read" && level !== "none");
  return [
    ...writes.map(([scope, level]) => `${scope}: ${level}`),
    ...environmentsOf(job).map((name) => `environment ${name}`),
    ...commandsOf(job).flatMap(({ script }) => (NEEDS_LOGIN.test(script) ? [`npm run ${script}`] : [])),
    ...(job.uses === undefined ? [] : [`workflow ${job.uses}`]),
  ];
}

/** @returns a line for each right that an outsider's event would reach. */
export function rightsOfOutsiders(workflow: Workflow): readonly string[] {
  return Object.keys(workflow.on).flatMap((event) =>
    eventsFor(event).flatMap(({ who, context }) =>
      jobsThatMayRun(workflow, context).flatMap((name) => {
        const job = workflow.jobs[name];
        return job === undefined
          ? []
          : rightsOf(job).map((right) => `${who}, ${event}: ${workflow.file}/${name}: ${right}`);
      }),
    ),
  );
}
