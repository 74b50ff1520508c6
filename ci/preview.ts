import { readFileSync } from "node:fs";
import { createProgress } from "../tools/setup/progress.mjs";
import { type CommentParts, markerOf, type Outcome, previewComment } from "./comment/preview-comment.js";
import { readValidated } from "./comment/validated.js";
import { type Base, baseOf } from "./contracts/base.js";
import { EXIT } from "./exit-codes.js";
import { explain } from "./explain.js";
import { GitHub } from "./git-hub.js";
import { loggedIn } from "./login.js";
import { whyNoPreview } from "./preview/left-out.js";
import { HELP, readPreviewOptions } from "./preview/options.js";
import { hasFailed, outcomeOf } from "./preview/outcome.js";
import { type JobPullRequest, pullRequestOf } from "./preview/pull-request.js";
import { runPreview } from "./preview/run-preview.js";
import { ROOT } from "./pulumi.js";
import { Refusal } from "./refusal.js";
import { runCommand } from "./run-command.js";
import { userPath } from "./user-path.js";
import { writeReport } from "./write-outputs.js";

/** `npm run ci:preview -- --stack dev --post`: what a pull request would do, as a comment on it. */
await runCommand(HELP, async (args) => {
  const { stack, out, findings, post, ...options } = readPreviewOptions(args);
  const { env } = process;
  const pullRequest = pullRequestOf(env);
  // Asked before the long look: without its token there is no comment.
  const poster = post ? posterOf(pullRequest, env) : undefined;
  const validated = findings.flatMap((file) => readValidated(readFileSync(userPath(file), "utf8"), file));
  const base = await baseOf(ROOT, options.base, env);
  const [outcome, contracts] = await Promise.all([previewed(stack, pullRequest, env), compared(base)]);
  const commit = (pullRequest?.head ?? env.GITHUB_SHA ?? "").slice(0, 12);
  const comment = previewComment({ stack, commit, outcome, contracts, validated });
  writeReport(comment, out, env);
  if (out === undefined) process.stdout.write(comment);
  if (poster !== undefined) process.stderr.write(`${await poster(stack, comment)}\n`);
  return hasFailed(outcome) ? EXIT.failed : EXIT.done;
});

type Poster = (stack: string, comment: string) => Promise<string>;

/** @returns what writes the comment and says where it is. @throws Refusal when there is no pull request. */
function posterOf(pullRequest: JobPullRequest | undefined, env: NodeJS.ProcessEnv): Poster {
  if (pullRequest === undefined)
    throw new Refusal(
      "--post: there is no pull request: expected GITHUB_EVENT_PATH, or GITHUB_REF refs/pull/<number>/merge",
    );
  if (pullRequest.isFromFork)
    return async () =>
      "Not posted: the token of a pull request from a fork may not comment. It stands in the job's summary.";
  const gitHub = GitHub.from(env);
  return async (stack, comment) => {
    const { url, isNew } = await gitHub.comment(pullRequest.number, markerOf(stack), comment);
    return `${isNew ? "Commented" : "Brought up to date"}: ${url}`;
  };
}

async function previewed(
  stack: string,
  pullRequest: JobPullRequest | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const why = whyNoPreview(env, pullRequest);
  if (why !== undefined) return { is: "left out", why };
  const { step } = createProgress(process.stderr, { env });
  try {
    const raw = await step(`Previewing stack ${stack}`, () => loggedIn(env, (within) => runPreview(stack, within)));
    return outcomeOf(raw, stack, env);
  } catch (error) {
    // No login is a failure that the pull request should tell of, too.
    const said = (error as Error).message;
    return { is: "failed", said, explanation: explain(said, { stack }), policies: [] };
  }
}

/** Loaded while the CLI runs: it brings the whole vocabulary of events. */
async function compared(base: Base): Promise<CommentParts["contracts"]> {
  const { changedContracts } = await import("./preview/changed-contracts.js");
  return changedContracts(ROOT, base);
}
