// @ts-check
import { gunzipSync } from "node:zlib";

const BLOCK = 512;
const SIZE = { start: 124, end: 136 };
const NAME_END = 100;

/**
 * The content of one file in a `.tar.gz` whose names are short.
 *
 * @param {Buffer} archive
 * @param {string} name
 * @returns {Buffer}
 * @throws {Error} when there is no such file
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
export function tarEntry(archive, name) {
  const tar = gunzipSync(archive);
  let at = 0;
  while (at + BLOCK <= tar.length && tar[at] !== 0) {
    const size = Number.parseInt(text(tar, at + SIZE.start, at + SIZE.end), 8);
    const start = at + BLOCK;
    if (text(tar, at, at + NAME_END) === name) return tar.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error(`the archive holds no ${name}`);
}

/**
 * @param {Buffer} tar
 * @param {number} start
 * @param {number} end
 */
function text(tar, start, end) {
  const field = tar.toString("latin1", start, end);
  const nul = field.indexOf("\0");
  return (nul === -1 ? field : field.slice(0, nul)).trim();
}
