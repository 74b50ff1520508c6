import type { Expression } from "./expression.js";

/** What nobody can say before the run: a variable, a label, the outcome of another job. */
export const UNKNOWN = Symbol("unknown");

/** A property that is not there is unknown as well. */
export type Context = Readonly<Record<string, unknown>>;

/** Those of the outcome of earlier jobs; without one of them GitHub puts `success() &&` before a condition. */
const STATUS = ["success", "failure", "cancelled", "always"];

/** @param needsRan false when a job that is needed is skipped for certain: then `success()` is false. */
export function evaluate(expression: Expression, context: Context, needsRan: boolean): unknown {
  const value = (of: Expression) => evaluate(of, context, needsRan);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "path":
      return at(context, expression.steps);
    case "not": {
      const of = truth(value(expression.of));
      return of === UNKNOWN ? UNKNOWN : !of;
    }
    case "and":
    case "or":
      return combined(expression.kind, value(expression.left), () => value(expression.right));
    case "equal":
    case "unequal": {
      const equal = isEqual(value(expression.left), value(expression.right));
      return equal === UNKNOWN ? UNKNOWN : equal === (expression.kind === "equal");
    }
    case "call":
      return called(expression.name, expression.args.map(value), needsRan);
  }
}

/** Whether the outcome of other jobs stands in the condition. */
export function asksForStatus(expression: Expression): boolean {
  if (expression.kind === "call") return STATUS.includes(expression.name) || expression.args.some(asksForStatus);
  if (expression.kind === "not") return asksForStatus(expression.of);
  return "left" in expression && (asksForStatus(expression.left) || asksForStatus(expression.right));
}

/** As GitHub takes a value for a condition; unknown stays unknown. */
export function truth(value: unknown): boolean | typeof UNKNOWN {
  return value === UNKNOWN ? UNKNOWN : Boolean(value);
}

function at(value: unknown, steps: readonly string[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || value === UNKNOWN) return value;
  if (value === null || typeof value !== "object") return null;
  if (step === "*") return Array.isArray(value) ? value.map((one: unknown) => at(one, rest)) : UNKNOWN;
  return step in value ? at((value as Context)[step], rest) : UNKNOWN;
}

function combined(kind: "and" | "or", left: unknown, right: () => unknown): unknown {
  const decides = kind === "or";
  const known = truth(left);
  if (known !== UNKNOWN) return known === decides ? left : right();
  return truth(right()) === decides ? decides : UNKNOWN;
}

/** GitHub compares texts without regard to case. */
function isEqual(left: unknown, right: unknown): boolean | typeof UNKNOWN {
  if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
  return typeof left === "string" && typeof right === "string"
    ? left.toLowerCase() === right.toLowerCase()
    : left === right;
}

function called(name: string, args: readonly unknown[], needsRan: boolean): unknown {
  if (name === "always") return true;
  if (name === "success") return needsRan ? UNKNOWN : false;
  if (STATUS.includes(name) || args.includes(UNKNOWN)) return UNKNOWN;
  const [first, second] = args;
  if (name === "contains" && Array.isArray(first)) {
    const found = first.map((one) => isEqual(one, second));
    return found.includes(true) || (found.includes(UNKNOWN) ? UNKNOWN : false);
  }
  const [text, part] = [String(first).toLowerCase(), String(second).toLowerCase()];
  if (name === "contains") return text.includes(part);
  if (name === "startswith") return text.startsWith(part);
  if (name === "endswith") return text.endsWith(part);
  throw new Error(`${name}() in a condition is not known here`);
}
