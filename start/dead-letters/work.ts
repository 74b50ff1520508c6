import type { Choice } from "./choice.js";
import type { Command } from "./options.js";
import type { Stack } from "./stack.js";

/** What is to be done, as JSON between two processes. */
export interface Work {
  readonly command: Command;
  readonly choice: Choice;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly stack: Stack;
}
