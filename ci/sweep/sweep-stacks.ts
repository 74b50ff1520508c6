import { CliFailure } from "../cli-failure.js";
import type { GitHub } from "../git-hub.js";
import { stackOf } from "../stacks/pull-request.js";
import { removeStack } from "../stacks/remove-stack.js";
import { expiryOf } from "./expiry.js";

/** What became of a pull request's stack. */
export interface Swept {
  readonly stack: string;
  readonly outcome: "removed" | "kept" | "failed";
  /** Why it was removed or kept, or could not be. */
  readonly why: string;
}

export interface SweepOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Nothing where GitHub cannot be asked: then only what has expired is removed. */
  readonly gitHub: Pick<GitHub, "pullRequest"> | undefined;
  readonly now: Date;
  /** Told of each stack when it is done. */
  readonly report: (swept: Swept) => void;
}

/** Removes the stacks that have expired, or whose pull request is closed, one after the other. One failure stops none. */
export async function sweepStacks(pullRequests: readonly number[], options: SweepOptions): Promise<Swept[]> {
  const all: Swept[] = [];
  for (const pullRequest of pullRequests) {
    const swept = await sweep(pullRequest, options).catch((error: Error): Swept => {
      // All of it is too long for a line; what is known about its cause is what helps.
      const why = (error instanceof CliFailure ? error.explanation : undefined) ?? error.message;
      return { stack: stackOf(pullRequest), outcome: "failed", why };
    });
    options.report(swept);
    all.push(swept);
  }
  return all;
}

async function sweep(pullRequest: number, { env, gitHub, now }: SweepOptions): Promise<Swept> {
  const stack = stackOf(pullRequest);
  const expires = await expiryOf(stack, env);
  const hasExpired = expires !== undefined && expires <= now.toISOString().slice(0, 10);
  const isClosed = !hasExpired && gitHub !== undefined && (await gitHub.pullRequest(pullRequest))?.isOpen !== true;
  if (!hasExpired && !isClosed) {
    const closing = gitHub === undefined ? "GitHub was not asked" : "its pull request is open";
    return { stack, outcome: "kept", why: `${closing}, and it expires on ${expires ?? "no day that it says"}` };
  }
  await removeStack(pullRequest, false, env);
  return { stack, outcome: "removed", why: hasExpired ? `expired on ${expires}` : "its pull request is closed" };
}
