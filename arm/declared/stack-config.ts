/** A stack's config file as it can be used by somebody who may not read its secrets. */
export interface OpenConfig {
  readonly text: string;
  /** Where the file has secrets, as paths for `pulumi config set --path`. */
  readonly secrets: readonly string[];
}

/** What tells Pulumi how a stack's secrets are encrypted. */
const ENCRYPTION = /^(encryptionsalt|encryptedkey|secretsprovider):/;
const ENTRY = /^( *)(?:"([^"]+)"|'([^']+)'|([^\s"'#-].*?)):(?: +(.*))?$/;

/**
 * Takes the secrets, and how they were encrypted, out of a stack's config file, and keeps everything else as it is.
 *
 * @param text as `pulumi config set` writes it: block style.
 * @throws for a secret in a list, whose place would be lost.
 */
export function openConfig(text: string): OpenConfig {
  const secrets: string[] = [];
  const kept: { readonly line: string; readonly indent: number; readonly opens: boolean }[] = [];
  const within: { readonly indent: number; readonly key: string }[] = [];
  for (const line of text.split("\n")) {
    if (ENCRYPTION.test(line)) continue;
    if (/^ *- +secure:/.test(line))
      throw new Error(`"${line.trim().slice(0, 12)}…" is a secret in a list: expected secrets as entries of a map`);
    const [, { length: indent } = "", quoted, single, plain, value] = ENTRY.exec(line) ?? [];
    const key = quoted ?? single ?? plain;
    while (key !== undefined && (within.at(-1)?.indent ?? -1) >= indent) within.pop();
    if (key === "secure") secrets.push(pathOf(within.slice(1).map((outer) => outer.key)));
    else kept.push({ line, indent: key === undefined ? Number.NaN : indent, opens: key !== undefined && !value });
    if (key !== undefined) within.push({ indent, key });
  }
  return { text: withoutEmpty(kept).join("\n"), secrets };
}

/** `gridwire:secrets["pseudonym-key"]` */
const pathOf = ([first = "", ...rest]: readonly string[]): string =>
  [first, ...rest.map((key) => `[${JSON.stringify(key)}]`)].join("");

/** Drops entries that open a map of which nothing is left, from the inside out. */
function withoutEmpty(lines: readonly { line: string; indent: number; opens: boolean }[]): string[] {
  const result: { line: string; indent: number }[] = [];
  for (const entry of lines.toReversed()) {
    const next = result.findLast(({ indent }) => !Number.isNaN(indent));
    if (entry.opens && entry.indent > 0 && (next?.indent ?? -1) <= entry.indent && !hasItems(result)) continue;
    result.push(entry);
  }
  return result.toReversed().map(({ line }) => line);
}

/** Whether what follows is a list. */
const hasItems = (following: readonly { line: string }[]): boolean => /^ *- /.test(following.at(-1)?.line ?? "");
