import { readFileSync } from "node:fs";

/** The pull request that a job of GitHub runs for. */
export interface JobPullRequest {
  readonly number: number;
  /** Whether its branch is in another repository: such a job has neither a login nor the right to comment. */
  readonly isFromFork: boolean;
  /** Its newest commit; the job itself has a merge of it checked out. */
  readonly head: string | undefined;
}

interface Event {
  readonly pull_request?: {
    readonly number: number;
    readonly head: { readonly sha?: string; readonly repo?: { readonly full_name?: string } | null };
  };
}

/**
 * By the event (`GITHUB_EVENT_PATH`), or else by the ref (`GITHUB_REF`: `refs/pull/<number>/merge`).
 *
 * @returns nothing when the job runs for none.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function pullRequestOf(env: NodeJS.ProcessEnv): JobPullRequest | undefined {
  const { pull_request: given } = env.GITHUB_EVENT_PATH ? eventIn(env.GITHUB_EVENT_PATH) : {};
  if (given !== undefined) {
    const { number, head } = given;
    // The repository of a branch may be gone: it was a fork.
    return { number, isFromFork: head.repo?.full_name !== env.GITHUB_REPOSITORY, head: head.sha };
  }
  const number = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? "")?.[1];
  return number === undefined ? undefined : { number: Number(number), isFromFork: false, head: undefined };
}

function eventIn(file: string): Event {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Event;
  } catch (cause) {
    throw new Error(`GITHUB_EVENT_PATH names ${file}, which cannot be read: ${(cause as Error).message}`, { cause });
  }
}
