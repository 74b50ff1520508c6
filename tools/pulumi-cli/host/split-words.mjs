// @ts-check
/**
 * Splits a line into words as a shell does: blanks separate, quotes and backslashes keep. The official host splits
 * `nodeargs` with google/shlex; comments and expansions are not supported here.
 *
 * @param {string} line
 * @returns {string[]}
 * @throws {Error} when a quote is not closed or the line ends in a backslash
 */
export function splitWords(line) {
  /** @type {string[]} */
  const words = [];
  /** @type {string | undefined} */
  let word;
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === "\\" && quote !== "'") {
      at += 1;
      if (at === line.length) throw new Error(`the words ${JSON.stringify(line)} end in a backslash`);
      word = (word ?? "") + line.charAt(at);
    } else if (quote !== "") {
      if (char === quote) quote = "";
      else word = (word ?? "") + char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= "";
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + char;
    }
  }
  if (quote !== "") throw new Error(`the words ${JSON.stringify(line)} have an open quote ${quote}`);
  if (word !== undefined) words.push(word);
  return words;
}
