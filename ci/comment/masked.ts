/** Names of parameters and parts of connection strings whose values open something. */
const NAMED =
  /\b(sig|code|AccountKey|SharedAccessKey|SharedAccessSignature|InstrumentationKey|password|passwd|pwd|client_secret|clientSecret|api[_-]?key|x-functions-key|aeg-sas-key)(=|%3D|["']?:\s*["']?)[^\s&;,"'`<>|]+/gi;

/** What looks like a key or a token wherever it stands. */
const SHAPES = [
  // JSON Web Tokens.
  /\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?/g,
  // Tokens of GitHub and Pulumi.
  /\b(gh[pousr]_|github_pat_|pul-)\w{20,}/g,
  // Client secrets of Entra.
  /[\w~.-]{3}\dQ~[\w~.-]{31,34}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bbearer\s+[\w.~+/=-]+/gi,
  // Base64 that is padded: keys of storage accounts and topics. Looked for from its beginning alone, lest a long text
  // without a padding is read again from each of its letters.
  /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42,}={1,2}(?![\w=])/g,
];

/** A long run of letters and digits, such as a key of a Functions host. */
const RUN = /[\w-]{40,}/g;

/** A user in a URL. */
const USER = /(:\/\/)[^\s/@:]+:[^\s/@]+@/g;

/**
 * A text without what looks like a key, a token or a signature: the second line of defence, behind the CLI, which has
 * put `[secret]` in the place of what Pulumi knows to be secret. Hashes in hexadecimal, GUIDs, and ARM ids stay.
 */
export function masked(text: string): string {
  let safe = text.replace(NAMED, "$1$2***").replace(USER, "$1***@");
  for (const shape of SHAPES) safe = safe.replace(shape, "***");
  return safe.replace(RUN, (run) => (looksRandom(run) ? "***" : run));
}

/** Words have few digits between their letters; hexadecimal has one case. */
const looksRandom = (run: string): boolean =>
  /[a-z]/.test(run) && /[A-Z]/.test(run) && (run.match(/[A-Za-z]\d|\d[A-Za-z]/g)?.length ?? 0) >= 4;
