/** What the caller knows about the run that failed. */
export interface Situation {
  /** Name of the stack; left out for a command that is about no single one. */
  readonly stack?: string | undefined;
  /** `PULUMI_BACKEND_URL`. Told again only where it can hold no password. */
  readonly backend?: string | undefined;
}

/** What the groups of a pattern found. */
export type Found = Readonly<Record<string, string>>;

/** One known way for a run to fail. */
export interface Cause {
  /** Its section in `docs/how-to/recover.md`: the anchor of the heading. */
  readonly section: string;
  /** Fits the text of the CLI, of Azure, or of these commands. Its groups hold nothing that could be a secret. */
  readonly pattern: RegExp;
  /** Where that text comes from. */
  readonly source: string;
  /** What was wrong, with the value, and what to do next. */
  readonly says: (found: Found, situation: Situation) => string;
}

/** The stack that lives on a developer's own machine, where `npm run pulumi` knows state and passphrase. */
const LOCAL = "local";

export const isLocal = ({ stack }: Situation): boolean => stack === LOCAL;

/** A command of the CLI as it is typed for the stack. @param args e.g. `cancel --yes`. */
export const pulumi = (args: string, situation: Situation): string =>
  isLocal(situation) ? `\`npm run pulumi -- ${args}\`` : `\`pulumi ${args} --stack ${situation.stack ?? "<stack>"}\``;

/** `stack dev`, or what can be said without its name. */
export const theStack = ({ stack }: Situation): string => (stack === undefined ? "the stack" : `stack ${stack}`);

/** The backend, where its address can hold no password: a container, a folder or Pulumi Cloud. */
export const theBackend = ({ backend }: Situation): string =>
  backend !== undefined && /^(azblob|file):\/\/[^@\s]*$/.test(backend) ? backend : "the backend";
