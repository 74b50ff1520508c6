import * as z from "zod";

/** Settings by their key in a stack's file: what each may be, and in its description the text of it. */
export type Described = Readonly<Record<string, z.ZodType>>;

/** Values of settings, as a program uses them. */
export type ValuesOf<S extends Described> = { readonly [K in keyof S]: z.output<S[K]> };

/** Short name of an Azure region. */
export const region = () =>
  z
    .string()
    .regex(/^[a-z][a-z0-9]+$/)
    .describe("the short name of an Azure region, e.g. westeurope");

export const whole = (least: number, most: number, byDefault: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .default(byDefault)
    .describe(`a whole number from ${least} to ${most} (default ${byDefault})`);

export const yesOrNo = (byDefault: boolean, more = "") =>
  z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .default(byDefault)
    .describe(`true or false (default ${byDefault}${more})`);

/** What stands in the file as a list, and reaches the program as JSON. */
export const list = <T extends z.ZodType>(item: T, least: number, most: number) =>
  z.string().transform(parsedJson).pipe(z.array(item).min(least).max(most));

/** The value of a text of JSON; the text itself when it is none, for the schema to refuse. */
export function parsedJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    // The parser's own message would quote the text, which may be a secret.
    return raw;
  }
}

/**
 * Reads every setting.
 *
 * @param raw values as text, by key.
 * @param problems gets a line for each that is missing or wrong, with what is allowed. The values are good for nothing
 *   when there are any: the caller throws then.
 */
export function parseSettings<S extends Described>(
  settings: S,
  raw: Readonly<Record<string, string>>,
  problems: string[],
): ValuesOf<S> {
  const parsed = Object.entries(settings).map(([key, schema]) => {
    const result = schema.safeParse(raw[key]);
    if (!result.success) {
      const found = raw[key] === undefined ? "is missing" : `is ${JSON.stringify(raw[key])}`;
      problems.push(`${key} ${found}: expected ${schema.description}`);
    }
    return [key, result.data];
  });
  return Object.fromEntries(parsed) as ValuesOf<S>;
}

/** A line for each key of a namespace that is no setting. */
export const unknownKeys = (
  namespace: string,
  known: readonly string[],
  raw: Readonly<Record<string, string>>,
): string[] =>
  Object.keys(raw)
    .filter((key) => key.startsWith(namespace) && !known.includes(key))
    .map((key) => `${key} is not a setting: expected one of ${known.join(", ")}`);
