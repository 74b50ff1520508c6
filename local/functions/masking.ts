const MASK = "***";

/** Values of a URL's query, headers and JSON that let a reader in. */
const PATTERNS = [
  /([?&](?:code|sig)=)[^&\s"'<>]+/gi,
  /((?:x-functions-key|aeg-sas-key|"masterKey"|masterKey)["']?\s*[:=]\s*["']?)[^\s"',}]+/gi,
  /(Bearer\s+)[\w.~+/=-]{16,}/gi,
];

/** Takes secrets out of text that is about to be kept or shown. */
export class Masking {
  #secrets: readonly string[] = [];

  /** @param secrets values to look for besides what looks like a secret, e.g. the app's own keys. */
  know(secrets: readonly string[]): void {
    this.#secrets = secrets.filter((secret) => secret.length >= 8).flatMap((s) => [s, encodeURIComponent(s)]);
  }

  apply(text: string): string {
    let masked = text;
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, MASK);
    for (const pattern of PATTERNS) masked = masked.replace(pattern, `$1${MASK}`);
    return masked;
  }
}
