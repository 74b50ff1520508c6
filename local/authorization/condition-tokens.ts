import { ConditionError } from "./condition-error.js";

/** A piece of a condition: punctuation or a word as it is written, or a text without its quotes. */
export interface Token {
  readonly kind: "mark" | "word" | "text" | "end";
  readonly value: string;
}

const PIECE = /\s*(?:(?<mark>&&|\|\||[(){}[\],!@])|'(?<text>[^']*)'|(?<word>[\w./:<>$*?-]+))/y;

/** @throws ConditionError at a character that no condition has. */
export function tokensOf(condition: string): Token[] {
  const tokens: Token[] = [];
  const end = condition.trimEnd().length;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < end) {
    const at = PIECE.lastIndex;
    const found = PIECE.exec(condition)?.groups;
    if (found === undefined) {
      throw new ConditionError("malformed", `"${condition.slice(at, at + 20).trim()}" is no part of a condition`);
    }
    const [[kind, value] = ["mark", ""]] = Object.entries(found).filter(([, piece]) => piece !== undefined);
    tokens.push({ kind: kind as Token["kind"], value });
  }
  return [...tokens, { kind: "end", value: "" }];
}
