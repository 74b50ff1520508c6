/** A resource of a sample, as a program declares it. */
export interface Node {
  readonly name: string;
  readonly type: string;
  /** Values may be references to others, secrets and what is not known. */
  readonly props: Readonly<Record<string, unknown>>;
  /** What Azure adds once it is there; an `id` above all. */
  readonly out?: Readonly<Record<string, string>>;
  /** What Azure says in place of an input. */
  readonly back?: Readonly<Record<string, unknown>>;
}

/** A property of another resource of the sample. */
export class Ref {
  constructor(
    readonly node: Node,
    readonly property: string,
  ) {}
}

/** A value that the program keeps secret. */
export class Kept {
  constructor(readonly value: unknown) {}
}

/** What only another stack or service will tell. */
export const UNKNOWN = Symbol("not known in a preview");

export const ref = (node: Node, property = "id"): Ref => new Ref(node, property);

export const kept = (value: unknown): Kept => new Kept(value);

/** Changes of properties by path; `undefined` takes one out. */
export type Edits = Readonly<Record<string, unknown>>;

/** Properties with some of them changed. */
export function edited(props: Readonly<Record<string, unknown>>, edits: Edits): Record<string, unknown> {
  return Object.entries(edits).reduce<Record<string, unknown>>(
    (before, [path, value]) => edit(before, path.split("."), value),
    { ...props },
  );
}

function edit(
  props: Readonly<Record<string, unknown>>,
  [key = "", ...rest]: string[],
  value: unknown,
): Record<string, unknown> {
  const { [key]: before, ...others } = props;
  if (rest.length > 0) return { ...others, [key]: edit((before ?? {}) as Record<string, unknown>, rest, value) };
  return value === undefined ? others : { ...others, [key]: value };
}
