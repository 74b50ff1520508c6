import { asksForStatus, type Context, evaluate, truth } from "./evaluate.js";
import { type Expression, parseExpression } from "./expression.js";
import { type Job, needsOf, type Workflow } from "./workflow.js";

/** @returns the names of the jobs that an event may start: those whose condition is not false for certain. */
export function jobsThatMayRun({ jobs }: Workflow, context: Context): readonly string[] {
  const known = new Map<string, boolean>();
  return Object.keys(jobs).filter(mayRun);

  function mayRun(name: string): boolean {
    const job = jobs[name];
    if (job === undefined) throw new Error(`job ${name} is needed, and is not there`);
    const found = known.get(name) ?? decide(job);
    known.set(name, found);
    return found;
  }

  function decide(job: Job): boolean {
    const needsRan = needsOf(job).every(mayRun);
    return truth(evaluate(conditionOf(job), context, needsRan)) !== false;
  }
}

function conditionOf(job: Job): Expression {
  const success: Expression = { kind: "call", name: "success", args: [] };
  if (job.if === undefined) return success;
  const own = parseExpression(String(job.if));
  return asksForStatus(own) ? own : { kind: "and", left: success, right: own };
}
