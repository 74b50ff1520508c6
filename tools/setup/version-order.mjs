// @ts-check
/**
 * Reads `1.2.3` out of what a tool prints for its version, with or without a leading `v` and whatever follows.
 *
 * @param {string} text
 * @returns {readonly [number, number, number] | undefined} undefined when there is none
 */
export function parseVersion(text) {
  const found = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text.trim());
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])];
}

/**
 * Whether a version is usable where the minimum is asked for: not older, and of the same major version. What cannot be
 * read is not usable.
 *
 * @param {string} version
 * @param {string} minimum
 */
export function isCompatible(version, minimum) {
  const has = parseVersion(version);
  const wants = parseVersion(minimum);
  return has !== undefined && wants !== undefined && has[0] === wants[0] && isAtLeast(version, minimum);
}

/**
 * @param {string} version
 * @param {string} minimum
 */
export function isAtLeast(version, minimum) {
  const has = parseVersion(version);
  const wants = parseVersion(minimum);
  if (has === undefined || wants === undefined) return false;
  const differing = has.findIndex((part, index) => part !== wants[index]);
  return differing === -1 || (has[differing] ?? 0) > (wants[differing] ?? 0);
}
