/**
 * Conditions of GitHub Actions, as far as workflows here use them: literals, paths, `!`, `==`, `!=`, `&&`, `||`, brackets and
 * function calls. https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** `github.event.action`, with `*` for a filter over a list. */
  | { readonly kind: "path"; readonly steps: readonly string[] }
  | { readonly kind: "not"; readonly of: Expression }
  | { readonly kind: "and" | "or" | "equal" | "unequal"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] };

const TOKEN = /\s*(?:('(?:[^']|'')*')|(\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(&&|\|\||==|!=|[!().,[\]*]))/y;

/** Weakest first. */
const OPERATORS = [{ "||": "or" }, { "&&": "and" }, { "==": "equal", "!=": "unequal" }] as const;

/** @throws when the text is no condition, or one of a kind that is not used here. */
export function parseExpression(text: string): Expression {
  const bare = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1] ?? text;
  const tokens = tokensOf(bare);
  const parsed = binary(0);
  if (tokens.length > 0) throw new Error(`"${tokens[0]}" is not expected in the condition ${text}`);
  return parsed;

  function binary(level: number): Expression {
    const operators: Readonly<Record<string, "or" | "and" | "equal" | "unequal">> | undefined = OPERATORS[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    for (let kind = operators[tokens[0] ?? ""]; kind !== undefined; kind = operators[tokens[0] ?? ""]) {
      tokens.shift();
      left = { kind, left, right: binary(level + 1) };
    }
    return left;
  }

  function unary(): Expression {
    const token = tokens.shift() ?? "";
    if (token === "!") return { kind: "not", of: unary() };
    if (token === "(") {
      const inner = binary(0);
      expect(")");
      return inner;
    }
    if (token.startsWith("'")) return { kind: "literal", value: token.slice(1, -1).replaceAll("''", "'") };
    if (/^\d/.test(token)) return { kind: "literal", value: Number(token) };
    if (token === "true" || token === "false") return { kind: "literal", value: token === "true" };
    if (token === "null") return { kind: "literal", value: null };
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`"${token}" is not expected in the condition ${text}`);
    return tokens[0] === "(" ? call(token) : path(token);
  }

  function call(name: string): Expression {
    expect("(");
    const args: Expression[] = [];
    while (tokens[0] !== ")") {
      args.push(binary(0));
      if (tokens[0] === ",") tokens.shift();
    }
    expect(")");
    return { kind: "call", name: name.toLowerCase(), args };
  }

  function path(first: string): Expression {
    const steps = [first];
    while (tokens[0] === "." || tokens[0] === "[") {
      const isIndex = tokens.shift() === "[";
      steps.push((tokens.shift() ?? "").replace(/^'(.*)'$/, "$1"));
      if (isIndex) expect("]");
    }
    return { kind: "path", steps };
  }

  function expect(token: string): void {
    const found = tokens.shift();
    if (found !== token) throw new Error(`"${token}" is expected, not "${found ?? ""}", in the condition ${text}`);
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) throw new Error(`no part of a condition: ${text.slice(at)}`);
    tokens.push(found.slice(1).find((part) => part !== undefined) ?? "");
  }
  return tokens;
}
