import { parseArgs } from "node:util";
import { requireStackName } from "../stack-name.js";

export const HELP = `Previews a stack and writes what a reviewer has to know, as one comment on the pull request.

Usage: npm run ci:preview -- --stack <name> [options]

  --stack <name>      the stack
  --out <file>        where the comment goes, in Markdown; default is standard output. On GitHub it goes to the job's
                      summary as well
  --base <ref>        what events and apps are compared with: a branch, a tag or a commit; default is where this branch
                      left the one that it goes into (GITHUB_BASE_REF, else main, of origin)
  --findings <file>   what npm run validate -- --json <file> wrote; may be repeated
  --post              write the comment on the pull request, or bring it up to date: needs GITHUB_TOKEN
                      (pull-requests: write), GITHUB_REPOSITORY, and GITHUB_EVENT_PATH or GITHUB_REF
  --help              this text

Nothing is changed: the right to read is enough. Without a login, such as on a pull request from a fork, the comment
says what it leaves out and why.

Exit codes: 0 previewed, or left out; 1 the preview failed, a mandatory policy is violated, or the comment could not be
posted; 2 wrong options. The comment is written and posted in every case.`;

export interface PreviewOptions {
  readonly stack: string;
  readonly out: string | undefined;
  readonly base: string | undefined;
  readonly findings: readonly string[];
  readonly post: boolean;
}

/** @throws Refusal with the option that is missing or wrong. */
export function readPreviewOptions(args: readonly string[]): PreviewOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string" },
      out: { type: "string" },
      base: { type: "string" },
      findings: { type: "string", multiple: true, default: [] },
      post: { type: "boolean", default: false },
    },
  });
  const { out, base, findings, post } = values;
  return { stack: requireStackName(values.stack), out, base, findings, post };
}
