export const HELP = `Removes the stacks that pull requests left behind: those that have expired, and those whose pull request is closed.

Usage: npm run ci:sweep

  --help   this text

A stack expires on the day of its tag \`expires\`, seven days after its last deployment. Which pull requests are closed is
asked of GitHub, with GITHUB_TOKEN (pull-requests: read) and GITHUB_REPOSITORY; without, only what has expired goes.
One stack that cannot be removed does not stop the others.

Exit codes: 0 nothing is left that should go, 1 a stack could not be removed, 2 wrong options.`;
