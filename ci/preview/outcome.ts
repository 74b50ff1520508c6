import { type Digest, readDigest } from "../comment/digest.js";
import { policyFindingsIn } from "../comment/policy-findings.js";
import type { Outcome } from "../comment/preview-comment.js";
import { explain } from "../explain.js";
import type { RawPreview } from "./run-preview.js";

/** What the engine says at the end of a preview that did not pass, for whatever reason. */
const ONLY_SAYS_FAILED = /^(error: )?preview failed\s*$/;

/**
 * What came of a preview: a violation of a mandatory policy lets it come to its end, and only then fail; anything else
 * that fails it leaves it half done.
 */
export function outcomeOf(raw: RawPreview, stack: string, env: NodeJS.ProcessEnv): Outcome {
  const { code, out, err, events } = raw;
  const digest = readDigest(out);
  const policies = policyFindingsIn(events);
  const errors = digest === undefined ? [] : errorsIn(digest);
  const isRefusedByPolicy = policies.some(({ isMandatory }) => isMandatory) && errors.length === 0;
  if (digest !== undefined && (code === 0 || isRefusedByPolicy)) return { is: "previewed", digest, policies };
  const said = [...errors, err.trim(), digest === undefined ? out.trim() : ""].filter((text) => text !== "").join("\n");
  const { PULUMI_BACKEND_URL: backend } = env;
  const explanation = explain(said, { stack, ...(backend === undefined ? {} : { backend }) });
  return {
    is: "failed",
    said: said || `pulumi preview ended with exit code ${code} and said nothing`,
    explanation,
    policies,
  };
}

const errorsIn = ({ diagnostics }: Digest): string[] =>
  diagnostics
    .filter(({ severity, message = "" }) => severity === "error" && !ONLY_SAYS_FAILED.test(message))
    .map(({ message = "" }) => message.trim());

/** Whether the command has to fail. */
export const hasFailed = (outcome: Outcome): boolean =>
  outcome.is === "failed" || (outcome.is === "previewed" && outcome.policies.some(({ isMandatory }) => isMandatory));
