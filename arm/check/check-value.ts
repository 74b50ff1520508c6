import type { Shape, TextShape } from "../shapes/shape.js";
import { nearest } from "./nearest.js";
import type { Rule } from "./problem.js";

/** What is wrong with a value, to follow its path in a sentence. */
export interface Wrong {
  readonly rule: Rule;
  readonly text: string;
}

/**
 * Holds a value that has no parts against its shape; of a list or an object, only that it is one.
 *
 * @param isMasked a secret: nothing is said of what it is.
 */
export function checkValue(value: unknown, as: Shape, isMasked: boolean): Wrong | undefined {
  const shown = isMasked ? "a secret value" : JSON.stringify(value);
  if (!KINDS[as.kind](value)) return { rule: "type", text: `is ${shown}: expected ${kindOf(as)}` };
  if (as.kind === "number") return checkNumber(Number(value), as, shown);
  if (as.kind === "text") return checkText(String(value), as, shown);
  if (as.kind === "choice" || as.kind === "literal") return checkChoice(String(value), as, shown, isMasked);
  return undefined;
}

const isText = (value: unknown): boolean => typeof value === "string";
const isMap = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const KINDS: Readonly<Record<Shape["kind"], (value: unknown) => boolean>> = {
  any: () => true,
  array: Array.isArray,
  boolean: (value) => typeof value === "boolean",
  choice: isText,
  literal: isText,
  number: (value) => typeof value === "number",
  object: isMap,
  text: isText,
  variants: isMap,
};

function checkNumber(
  value: number,
  { least, most }: Extract<Shape, { kind: "number" }>,
  shown: string,
): Wrong | undefined {
  if (value >= (least ?? value) && value <= (most ?? value)) return undefined;
  return { rule: "range", text: `is ${shown}: expected ${rangeOf(least, most)}` };
}

function checkText(value: string, { minLength, maxLength, pattern }: TextShape, shown: string): Wrong | undefined {
  const { length } = value;
  if (length < (minLength ?? 0) || length > (maxLength ?? length)) {
    const text = `is ${shown} with ${length} characters: expected ${rangeOf(minLength, maxLength)}`;
    return { rule: "length", text };
  }
  if (pattern === undefined || new RegExp(pattern).test(value)) return undefined;
  return { rule: "pattern", text: `is ${shown}: expected a text that matches ${pattern}` };
}

function checkChoice(value: string, as: Shape, shown: string, isMasked: boolean): Wrong | undefined {
  const literals = literalsOf(as);
  if (literals.length === 0 || literals.includes(value)) return undefined;
  const meant = isMasked ? undefined : nearest(value, literals);
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  return { rule: "value", text: `is ${shown}: expected ${kindOf(as)}${hint}` };
}

const literalsOf = (as: Shape): string[] =>
  as.kind === "literal" ? [as.value] : as.kind === "choice" ? as.of.flatMap(literalsOf) : [];

/** `3 to 24`, `36`, `at least 3` or `at most 24`. */
export function rangeOf(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return `at most ${most}`;
  if (most === undefined) return `at least ${least}`;
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** What a shape allows, in words. */
export function kindOf(as: Shape): string {
  switch (as.kind) {
    case "object":
    case "variants":
      return "an object";
    case "array":
      return "a list";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "any":
      return "anything";
    case "text":
      return "a text";
    default:
      return alternatives(literalsOf(as).map((literal) => JSON.stringify(literal)));
  }
}

/** `a`, `a or b`, `a, b or c`. */
const alternatives = (all: readonly string[]): string =>
  all.length < 2 ? (all[0] ?? "a text") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
