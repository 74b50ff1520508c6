import { declaredIn } from "../declared/declared-resource.js";
import { diagnosticsIn } from "../declared/diagnostics.js";
import { runProgram } from "../declared/run-program.js";
import type { Shapes } from "../shapes/shapes.js";
import { checkResource } from "./check-resource.js";

/** What is wrong with one thing. */
export interface Finding {
  /** e.g. `azure-native:web:WebApp "tally-site"`. */
  readonly title: string;
  /** One for each thing, usually a sentence, without a secret. */
  readonly texts: readonly string[];
}

export interface CheckedStack {
  /** How many resources were checked. */
  readonly resources: number;
  readonly findings: readonly Finding[];
}

/** Runs the program of a stack, and holds what it declares against the published shapes. */
export async function checkStack(root: string, stack: string, shapes: Shapes): Promise<CheckedStack> {
  const { state, madeUp, failure } = await runProgram(root, stack, shapes);
  const checked = declaredIn(state).flatMap((resource) => {
    const texts = checkResource(resource, shapes, madeUp.isIn);
    return texts === undefined ? [] : { title: `${resource.type} "${resource.name}"`, texts };
  });
  const findings = checked.filter(({ texts }) => texts.length > 0);
  if (failure !== undefined) {
    const texts = [diagnosticsIn(failure)];
    findings.push({ title: "The program failed, so what it had yet to declare is not checked", texts });
  } else if (checked.length === 0) {
    findings.push({
      title: `Stack ${stack}`,
      texts: ["declares no resource of azure-native: there was nothing to check"],
    });
  }
  return { resources: checked.length, findings };
}
