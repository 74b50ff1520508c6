import { Refusal } from "../refusal.js";

/** With the letters before it, an environment's name has 8 characters at most. */
const MOST = 999_999;

/** The stack of a pull request: `pr-123`. Never made of a branch's name, which its author chooses. */
export const stackOf = (pullRequest: number): string => `pr-${pullRequest}`;

/** The environment of a pull request's stack, part of the names of its resources: `pr123`. */
export const environmentOf = (pullRequest: number): string => `pr${pullRequest}`;

/** The number of the pull request that a stack is of; nothing when it is of none. */
export function pullRequestOf(stack: string): number | undefined {
  const number = /^pr-([1-9]\d{0,5})$/.exec(stack)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** @throws Refusal when it is no number of a pull request. */
export function requirePullRequest(text: string | undefined): number {
  const expected = `expected the number of a pull request, 1 to ${MOST}`;
  if (text === undefined) throw new Refusal(`--pull-request is missing: ${expected}`);
  if (pullRequestOf(`pr-${text}`) === undefined) throw new Refusal(`--pull-request is "${text}": ${expected}`);
  return Number(text);
}
