import type { MadeUp } from "../declared/made-up.js";
import { isObject, Secret } from "../declared/secret.js";
import type { Shape } from "../shapes/shape.js";
import { variantOf } from "../shapes/variant-of.js";
import { type Part, partsOf, textOf } from "./expression.js";
import type { Parameters } from "./parameters.js";

export interface TemplateContext {
  /** Pulumi name of the resource. */
  readonly resource: string;
  /** Group of the template; nothing for the subscription's. */
  readonly group: string | undefined;
  readonly madeUp: MadeUp;
  readonly parameters: Parameters;
}

/**
 * A body as a template has it: expressions where Azure alone knows a value, parameters where it is a secret.
 *
 * In an object that is secret as a whole, a text becomes a parameter unless it is an id, or one of a few that are
 * allowed, such as `WebHook`; numbers, and true and false, tell nothing.
 */
export function templateBody(
  body: Readonly<Record<string, unknown>>,
  shape: Shape,
  context: TemplateContext,
): Record<string, unknown> {
  const into = variantOf(shape, body);
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      convert(value, into?.properties[key]?.shape, key, context, false),
    ]),
  );
}

function convert(
  value: unknown,
  as: Shape | undefined,
  path: string,
  context: TemplateContext,
  isSecret: boolean,
): unknown {
  if (value instanceof Secret) return convert(value.value, as, path, context, true);
  if (typeof value === "string") return text(value, as, path, context, isSecret);
  if (Array.isArray(value)) {
    const item = as?.kind === "array" ? as.item : undefined;
    return value.map((one, index) => convert(one, item, `${path}[${index}]`, context, isSecret));
  }
  if (!isObject(value)) return value;
  const into = as === undefined ? undefined : variantOf(as, value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const shape = into?.properties[key]?.shape ?? into?.others;
      const named = textOf(partsOf(key, context.madeUp, context.group) ?? [key]);
      return [named, convert(inner, shape, path === "" ? key : `${path}.${key}`, context, isSecret)];
    }),
  );
}

function text(
  value: string,
  as: Shape | undefined,
  path: string,
  { resource, group, madeUp, parameters }: TemplateContext,
  isSecret: boolean,
): string {
  const parts = partsOf(value, madeUp, group);
  const isTold = as?.kind === "literal" || as?.kind === "choice" || parts?.every(isExpression) === true;
  return parts === undefined || (isSecret && !isTold) ? parameters.secret(resource, path) : textOf(parts);
}

const isExpression = (part: Part): boolean => typeof part !== "string";
