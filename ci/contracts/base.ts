import { run } from "../../start/command.js";
import { Refusal } from "../refusal.js";

/** What the checkout is compared with, or why there is nothing. */
export type Base = { readonly commit: string } | { readonly why: string };

/**
 * The commit in which a branch began: what it shares with the branch that it goes into.
 *
 * @param root the checkout.
 * @param ref what was asked for; else the branch of the pull request (`GITHUB_BASE_REF`), else `main`, each of `origin`.
 * @throws Refusal when what was asked for is not here.
 */
export async function baseOf(root: string, ref: string | undefined, env: NodeJS.ProcessEnv): Promise<Base> {
  const into = ref ?? `origin/${env.GITHUB_BASE_REF || "main"}`;
  // A ref that begins with a hyphen would be an option to git.
  if (into.startsWith("-")) throw new Refusal(`--base is "${into}": expected a branch, a tag or a commit`);
  const git = (...args: string[]) =>
    run("git", args, { cwd: root, env }).then(
      (text) => text.trim(),
      () => undefined,
    );
  const tip = await git("rev-parse", "--verify", "--quiet", `${into}^{commit}`);
  if (tip === undefined) {
    if (ref !== undefined) throw new Refusal(`--base is "${ref}": there is no such commit here. Fetch it first.`);
    return { why: `there is no ${into} in this checkout: name another base by --base, or fetch it (fetch-depth: 0)` };
  }
  const commit = await git("merge-base", "HEAD", tip);
  if (commit !== undefined) return { commit };
  return { why: `this checkout does not reach back to where it left ${into}: fetch all of it (fetch-depth: 0)` };
}
