const LINE = /^(?:encryptionsalt|encryptedkey|secretsprovider): *.*$/gm;

/** The lines of a stack's config file that say how its secrets are encrypted. None of them is secret. */
export const encryptionIn = (file: string): string[] => file.match(LINE) ?? [];

/** What a config file says of one of them; nothing when it does not. */
export const valueIn = (file: string, key: "encryptedkey" | "secretsprovider"): string | undefined =>
  new RegExp(`^${key}: *"?([^"\n]*?)"? *$`, "m").exec(file)?.[1];

/** The file with these lines in place of its own, in front as Pulumi writes them. */
export function withEncryption(file: string, lines: readonly string[]): string {
  const rest = file.replace(new RegExp(`${LINE.source}\n?`, "gm"), "");
  return [...lines, rest].join("\n");
}

/** The lines that a stack's exported state would have been written with. */
export function encryptionOf(exported: string): string[] {
  const { deployment } = JSON.parse(exported) as {
    readonly deployment?: {
      readonly secrets_providers?: {
        readonly type: string;
        readonly state?: { readonly url?: string; readonly encryptedkey?: string };
      };
    };
  };
  const { type, state } = deployment?.secrets_providers ?? {};
  return type === "cloud" && state?.url !== undefined && state.encryptedkey !== undefined
    ? [`secretsprovider: ${state.url}`, `encryptedkey: ${state.encryptedkey}`]
    : [];
}
