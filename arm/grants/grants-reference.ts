import { declaredIn } from "../declared/declared-resource.js";
import { diagnosticsIn } from "../declared/diagnostics.js";
import { runProgram } from "../declared/run-program.js";
import type { Shapes } from "../shapes/shapes.js";
import { grantsTable } from "./grants-table.js";

/** Where it lies in a checkout. */
export const GRANTS_REFERENCE = "docs/reference/grants.md";

const INTRODUCTION = `# Grants

Every role assignment of every stack: who may do what, on what, and for what. Written by \`npm run grants\` from what the program declares; a test holds it fresh, so that whoever widens a right changes a line here. \`npm run prove\` shows that each is needed. Resources have the names that the program gives them.`;

/**
 * The text of the reference.
 *
 * @param stacks those with a `Pulumi.<stack>.yaml`.
 * @param onStack called before the program of each is run.
 * @throws when a program does not come to its end.
 */
export async function grantsReference(
  root: string,
  stacks: readonly string[],
  shapes: Shapes,
  onStack: (stack: string) => void = () => undefined,
): Promise<string> {
  const sections = [INTRODUCTION];
  for (const stack of stacks) {
    onStack(stack);
    const { state, madeUp, failure } = await runProgram(root, stack, shapes);
    if (failure !== undefined) {
      throw new Error(`The program of stack ${stack} did not come to its end:\n${diagnosticsIn(failure)}`);
    }
    sections.push(`## ${stack}\n\n${grantsTable(declaredIn(state), madeUp)}`);
  }
  return `${sections.join("\n\n")}\n`;
}
