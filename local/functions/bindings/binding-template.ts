import { randomUUID } from "node:crypto";
import { isObject } from "../../shared/is-object.js";
import { type BindingData, type BindingValue, scalarText } from "./binding-data.js";
import { DEFAULT_FORMAT, dotNetDate } from "./dot-net-date.js";

interface Expression {
  /** `a.b.c`, split. */
  readonly parts: readonly string[];
  readonly format: string | undefined;
  /** Given when nothing of the run has the name. */
  readonly builtIn: "rand-guid" | "datetime" | undefined;
}

type Token = { readonly literal: string } | { readonly expression: Expression };

const TOKEN = /(?<doubled>\{\{|\}\})|\{(?<expression>[^{}]*)\}|(?<literal>[^{}]+)|(?<unbalanced>[{}])/gs;
const IDENTIFIER = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Pc}\p{Mn}\p{Mc}\p{Cf}]*$/u;
/** Of a property, which may have hyphens, as headers have. */
const PROPERTY = /^[\p{L}\p{Nl}\p{Nd}\p{Pc}\p{Mn}\p{Mc}\p{Cf}-]+$/u;
const BUILT_INS = ["rand-guid", "datetime"] as const;

/**
 * Text with expressions in braces, as the options of bindings have it.
 *
 * @see https://github.com/Azure/azure-webjobs-sdk/tree/dev/src/Microsoft.Azure.WebJobs.Host/Bindings/Path
 */
export class BindingTemplate {
  readonly #tokens: readonly Token[];

  /** @throws when braces or an expression make no sense. */
  constructor(readonly text: string) {
    this.#tokens = [...text.matchAll(TOKEN)].map((match) => readToken(text, match));
  }

  /** Whether it names anything. */
  get isLiteral(): boolean {
    return this.#tokens.every((token) => "literal" in token);
  }

  /**
   * @param quote done to each value that is put in.
   * @throws when an expression names nothing of the run.
   */
  evaluate(data: BindingData, quote = (value: string) => value): string {
    return this.#tokens
      .map((token) => ("literal" in token ? token.literal : quote(evaluated(token.expression, data))))
      .join("");
  }

  /**
   * Reads text of this form: what stands where an expression is, by its name.
   *
   * @returns undefined when the text has another form.
   */
  capture(text: string): Record<string, string> | undefined {
    const names = this.#tokens.flatMap((token) => ("literal" in token ? [] : [token.expression.parts.join(".")]));
    const pattern = this.#tokens.map((token) => ("literal" in token ? escapeRegExp(token.literal) : "(.*)")).join("");
    const [, ...values] = new RegExp(`^${pattern}$`, "s").exec(text) ?? [];
    if (values.length !== names.length) return undefined;
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  }
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function readToken(text: string, match: RegExpExecArray): Token {
  const { doubled, expression, literal, unbalanced } = match.groups ?? {};
  if (doubled !== undefined) return { literal: doubled.slice(1) };
  if (literal !== undefined) return { literal };
  const at = match.index + 1;
  if (unbalanced !== undefined) {
    throw new Error(
      `Invalid template '${text}'. Missing ${unbalanced === "{" ? "closing" : "opening"} bracket at position ${at}.`,
    );
  }
  if (expression === undefined || expression === "") {
    throw new Error(`Invalid template '${text}'. The parameter name at position ${at} is empty.`);
  }
  return { expression: readExpression(text, expression) };
}

function readExpression(template: string, text: string): Expression {
  const builtIn = BUILT_INS.find((name) => text.toLowerCase().startsWith(name));
  const [name = "", format] = text.split(/:(.*)/s);
  if (builtIn !== undefined) return { parts: [name], format, builtIn };
  const parts = name.split(".");
  if (!parts.every((part, at) => (at === 0 ? IDENTIFIER : PROPERTY).test(part))) {
    throw new Error(`Invalid template '${template}'. The parameter name '${name}' is invalid.`);
  }
  return { parts, format, builtIn: undefined };
}

function evaluated({ parts: [first = "", ...rest], format, builtIn }: Expression, data: BindingData): string {
  const found = data.get(first) ?? builtInValue(first, builtIn, data);
  if (found === undefined) throw new Error(`No value for named parameter '${first}'.`);
  const value = rest.reduce<unknown>((object, name) => property(object, name), found);
  return shown(value, [first, ...rest].join("."), format);
}

/** A GUID that was made here: it may have a format, unlike text that looks like one. */
class Guid {
  readonly text = randomUUID();
}

function builtInValue(
  name: string,
  builtIn: Expression["builtIn"],
  data: BindingData,
): BindingValue | Guid | undefined {
  if (builtIn === "rand-guid") return new Guid();
  if (builtIn === "datetime") return data.now;
  if (name.toLowerCase() !== "sys") return undefined;
  return { methodname: data.functionName, utcnow: data.now, randguid: new Guid() };
}

function property(object: unknown, name: string): unknown {
  const key = isObject(object)
    ? Object.keys(object).find((one) => one.toLowerCase() === name.toLowerCase())
    : undefined;
  if (!isObject(object) || key === undefined) {
    throw new Error(`Error while accessing '${name}': property doesn't exist.`);
  }
  return object[key];
}

function shown(value: unknown, name: string, given: string | undefined): string {
  const format = given === undefined || given.trim() === "" ? undefined : given;
  if (value instanceof Date) return dotNetDate(value, format ?? DEFAULT_FORMAT);
  if (value instanceof Guid) return guidAs(value.text, format ?? "D");
  if (isObject(value) || Array.isArray(value)) {
    throw new Error(`'{${name}}' is an object: an expression has to name one of its properties.`);
  }
  return scalarText(value);
}

/** @see https://learn.microsoft.com/dotnet/api/system.guid.tostring */
function guidAs(guid: string, format: string): string {
  switch (format.toUpperCase()) {
    case "D":
      return guid;
    case "N":
      return guid.replaceAll("-", "");
    case "B":
      return `{${guid}}`;
    case "P":
      return `(${guid})`;
    default:
      throw new Error(`guid format "${format}": expected D, N, B or P`);
  }
}
