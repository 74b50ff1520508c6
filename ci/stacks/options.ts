import { parseArgs } from "node:util";
import { Refusal } from "../refusal.js";
import { requirePullRequest } from "./pull-request.js";

export const HELP = `Brings up the stack of a pull request, or takes it down.

Usage: npm run ci:stack -- up --pull-request <number>
       npm run ci:stack -- down --pull-request <number> [--clear-lock]

  up                        makes the stack pr-<number> or brings it up to date, with dev's plain settings, a secret of
                            its own and a tag with the day seven days on, and tries it out
  down                      destroys all that it has, and the stack, by its state alone: main is enough as checkout
  --pull-request <number>   the pull request
  --clear-lock              down: first take away the lock that a run left which is gone. Not while one works
  --help                    this text

The stacks of all pull requests live in the resource group rg-gridwire-pr, in a backend of their own.

Exit codes: 0 done, 1 failed, and the same command carries on from there, 2 wrong options, 3 it is up, but the smoke test
failed.`;

export interface StackOptions {
  readonly action: "up" | "down";
  readonly pullRequest: number;
  readonly clearsLock: boolean;
}

/** @throws Refusal with what is missing or wrong. */
export function readStackOptions(args: readonly string[]): StackOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { "pull-request": { type: "string" }, "clear-lock": { type: "boolean", default: false } },
  });
  const [action, ...more] = positionals;
  if (action !== "up" && action !== "down") throw new Refusal(`"${action ?? ""}": expected up or down`);
  if (more.length > 0) throw new Refusal(`"${more[0]}": expected nothing after ${action} but options`);
  const clearsLock = values["clear-lock"];
  if (clearsLock && action === "up") throw new Refusal("--clear-lock: expected only with down");
  return { action, pullRequest: requirePullRequest(values["pull-request"]), clearsLock };
}
