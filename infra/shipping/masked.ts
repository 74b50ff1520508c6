const LONGEST = 400;

/**
 * A text from outside, fit for an error or a log: short, on one line, without the key of a URL (`code=`, also as
 * JSON writes it) and without a bearer token.
 */
export const masked = (text: string): string =>
  text
    .replace(/([?&]|\\u0026)code=[^\s&"'\\]*/gi, "$1code=***")
    .replace(/bearer\s+[\w.~+/=-]+/gi, "Bearer ***")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST);
