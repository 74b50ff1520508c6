/** What `npm run validate -- --json` writes of a stack. */
export interface ValidatedStack {
  readonly stack: string;
  /** How many resources were checked. */
  readonly resources: number;
  readonly findings: readonly { readonly title: string; readonly texts: readonly string[] }[];
}

/** @throws when the text is none that `npm run validate -- --json` writes; names the file. */
export function readValidated(text: string, file: string): ValidatedStack[] {
  const wrong = (cause?: unknown) =>
    new Error(`${file} holds no findings: expected what npm run validate -- --json <file> writes`, { cause });
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw wrong(cause);
  }
  if (!Array.isArray(read) || !read.every(isStack)) throw wrong();
  return read;
}

function isStack(value: unknown): value is ValidatedStack {
  if (typeof value !== "object" || value === null) return false;
  const { stack, resources, findings } = value as Partial<Record<keyof ValidatedStack, unknown>>;
  return (
    typeof stack === "string" &&
    typeof resources === "number" &&
    Array.isArray(findings) &&
    findings.every((one) => typeof one?.title === "string" && Array.isArray(one.texts))
  );
}
