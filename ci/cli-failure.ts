import type { CliResult } from "./cli-result.js";
import { explain } from "./explain.js";

/** Of what the CLI printed, in an error that the reader has not seen yet. */
const TAIL_LINES = 40;

/** Which run failed. */
export interface FailedRun {
  readonly args: readonly string[];
  readonly stack: string | undefined;
  /** `PULUMI_BACKEND_URL`. */
  readonly backend: string | undefined;
  /** Whether the reader has seen already what the CLI printed. */
  readonly isShown: boolean;
}

/** The Pulumi CLI ended with an exit code that is no answer. */
export class CliFailure extends Error {
  override readonly name = "CliFailure";
  /** https://github.com/pulumi/pulumi `pkg/cmd/pulumi/cmd/exit_codes.go` */
  readonly code: number;
  /** All that it printed, masked by the CLI itself where the state says secret. */
  readonly output: string;
  /** What was wrong, and what to do next; nothing when it is not known. */
  readonly explanation: string | undefined;

  constructor({ args, stack, backend, isShown }: FailedRun, { code, out, err }: CliResult) {
    const output = `${out}\n${err}`.trim();
    const explanation = explain(output, { stack, backend });
    const where = stack === undefined ? "" : ` on stack ${stack}`;
    const parts = [
      `pulumi ${args[0] ?? ""}${where} failed with exit code ${code}.`,
      isShown ? "" : output.split("\n").slice(-TAIL_LINES).join("\n"),
      explanation ?? "",
    ];
    super(parts.filter((part) => part !== "").join("\n"));
    this.code = code;
    this.output = output;
    this.explanation = explanation;
  }
}
