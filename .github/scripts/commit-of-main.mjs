#!/usr/bin/env node
// @ts-check
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";

const HELP = `Chooses the commit to deploy: none but one that main has, or had.

Usage: COMMIT=<commit> node .github/scripts/commit-of-main.mjs

  COMMIT          a commit, branch or tag; default is the head of main
  GITHUB_OUTPUT   file that gets the line commit=<40 hexadecimal digits>

Needs the whole history of main as origin/main. Exit code 0, or 1 when main never had the commit.`;

const MAIN = "refs/remotes/origin/main";

/** @param {readonly string[]} args */
function git(args) {
  return execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/**
 * @param {string} wanted
 * @returns {string} 40 hexadecimal digits
 * @throws {Error} when there is no such commit, or main never had it
 */
function commitOfMain(wanted) {
  const found = [wanted, `refs/remotes/origin/${wanted}`].map(commitAt).find((commit) => commit !== undefined);
  if (found === undefined) throw new Error(`"${wanted}" names no commit of this repository.`);
  try {
    git(["merge-base", "--is-ancestor", found, MAIN]);
  } catch (error) {
    const text = `"${wanted}" (${found}) is no commit of main: only what was merged is deployed.`;
    throw new Error(text, { cause: error });
  }
  return found;
}

/** @param {string} name */
function commitAt(name) {
  try {
    return git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
  } catch (error) {
    // It says nothing and ends with 1 when there is none.
    if (error instanceof Error && "status" in error && error.status === 1) return undefined;
    throw error;
  }
}

if (process.argv.length > 2) process.stdout.write(`${HELP}\n`);
else {
  try {
    const commit = commitOfMain(process.env.COMMIT || MAIN);
    process.stdout.write(`${git(["log", "-1", "--format=%H %s", commit])}\n`);
    if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `commit=${commit}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
