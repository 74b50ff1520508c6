import type { AttributeSource, Attributes } from "../shared/access.js";
import { matchesAction } from "./action-pattern.js";
import { type AttributeKind, comparisonOf } from "./comparison.js";
import { ConditionError } from "./condition-error.js";
import { type Token, tokensOf } from "./condition-tokens.js";

/** Whether a call fulfils a condition. */
export type Condition = (action: string, attributes: Attributes) => boolean;

/** The attributes of writing and deleting role assignments: those that conditions here may ask for. */
export const ATTRIBUTES = {
  roleDefinitionId: "Microsoft.Authorization/roleAssignments:RoleDefinitionId",
  principalId: "Microsoft.Authorization/roleAssignments:PrincipalId",
  principalType: "Microsoft.Authorization/roleAssignments:PrincipalType",
} as const;

const KINDS: ReadonlyMap<string, AttributeKind> = new Map([
  [ATTRIBUTES.roleDefinitionId.toLowerCase(), "guid"],
  [ATTRIBUTES.principalId.toLowerCase(), "guid"],
  [ATTRIBUTES.principalType.toLowerCase(), "text"],
]);
const LONGEST = 8 * 1024;
const SOURCES: readonly string[] = ["Request", "Resource", "Principal", "Environment"];
const BOOLEAN: Readonly<Record<string, "AND" | "OR">> = { AND: "AND", "&&": "AND", OR: "OR", "||": "OR" };

/**
 * Reads the condition of a role assignment or of a built-in role, as far as it is about writing and deleting role
 * assignments.
 *
 * An attribute that a call does not have fulfils no comparison.
 *
 * @throws ConditionError for what is malformed, and for other attributes and functions, by name.
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes
 */
export function parseCondition(text: string): Condition {
  if (text.length > LONGEST) {
    throw new ConditionError("malformed", `it has ${text.length} characters; the most is ${LONGEST}`);
  }
  return new Parser(tokensOf(text)).whole();
}

class Parser {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Condition {
    const condition = this.#expression();
    this.#expect("end", "");
    return condition;
  }

  /** Terms with one kind of operator between them: Azure wants parentheses where the two are mixed. */
  #expression(): Condition {
    const terms = [this.#term()];
    let operator: "AND" | "OR" | undefined;
    for (let next = this.#boolean(); next !== undefined; next = this.#boolean()) {
      operator ??= next;
      if (next !== operator) throw new ConditionError("malformed", "AND and OR are mixed without parentheses");
      this.#at += 1;
      terms.push(this.#term());
    }
    return (action, attributes) =>
      operator === "OR"
        ? terms.some((term) => term(action, attributes))
        : terms.every((term) => term(action, attributes));
  }

  #boolean(): "AND" | "OR" | undefined {
    const { kind, value } = this.#peek();
    return kind === "text" ? undefined : BOOLEAN[value.toUpperCase()];
  }

  #term(): Condition {
    const token = this.#next();
    if (token.kind === "mark" && token.value === "(") {
      const inner = this.#expression();
      this.#expect("mark", ")");
      return inner;
    }
    if (token.kind === "mark" && token.value === "@") return this.#comparison();
    if (token.kind !== "text" && /^(!|NOT)$/i.test(token.value)) {
      const inner = this.#term();
      return (action, attributes) => !inner(action, attributes);
    }
    if (token.kind === "word" && token.value === "ActionMatches") {
      const [pattern, ...more] = this.#values();
      if (pattern === undefined || more.length > 0)
        throw new ConditionError("malformed", "ActionMatches takes one action");
      return (action) => matchesAction(pattern, action);
    }
    if (token.kind === "word" && /^(SubOperationMatches|Exists)$/.test(token.value)) {
      throw new ConditionError("unsupported", `the function ${token.value}`);
    }
    throw unexpected(token, "an expression");
  }

  /** After its `@`. */
  #comparison(): Condition {
    const source = this.#expect("word").value;
    if (!SOURCES.includes(source))
      throw new ConditionError("malformed", `"@${source}": expected @${SOURCES.join(", @")}`);
    this.#expect("mark", "[");
    const name = this.#expect("word").value;
    this.#expect("mark", "]");
    const kind = KINDS.get(name.toLowerCase());
    if (kind === undefined || (source !== "Request" && source !== "Resource")) {
      const known = Object.values(ATTRIBUTES).join(", ");
      throw new ConditionError("unsupported", `the attribute @${source}[${name}]: expected one of ${known}`);
    }
    const holds = comparisonOf(this.#expect("word").value, kind, this.#values());
    return (_action, attributes) => {
      const value = valueIn(attributes, source, name);
      return value !== undefined && holds(value);
    };
  }

  /** `{a, b}`, or one value without braces. */
  #values(): string[] {
    if (this.#peek().kind !== "mark") return [this.#value()];
    this.#expect("mark", "{");
    const values = [this.#value()];
    while (this.#peek().value === ",") {
      this.#at += 1;
      values.push(this.#value());
    }
    this.#expect("mark", "}");
    return values;
  }

  #value(): string {
    const token = this.#next();
    if (token.kind !== "text" && token.kind !== "word") throw unexpected(token, "a value");
    return token.value;
  }

  #peek(): Token {
    return this.tokens[this.#at] ?? { kind: "end", value: "" };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #expect(kind: Token["kind"], value?: string): Token {
    const token = this.#next();
    if (token.kind !== kind || (value !== undefined && token.value !== value)) {
      throw unexpected(token, kind === "end" ? "its end" : (value ?? `a ${kind}`));
    }
    return token;
  }
}

function valueIn(attributes: Attributes, source: AttributeSource, name: string): string | undefined {
  return Object.entries(attributes[source] ?? {}).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
}

const unexpected = ({ kind, value }: Token, expected: string): ConditionError =>
  new ConditionError("malformed", `${kind === "end" ? "it ends" : `"${value}" stands`} where ${expected} is expected`);
