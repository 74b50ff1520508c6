/**
 * The allowed text that was probably meant.
 *
 * @returns nothing when none is near: more than a third of the letters would have to change.
 */
export function nearest(text: string, allowed: Iterable<string>): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of allowed) {
    const distance = distanceBetween(text.toLowerCase(), candidate.toLowerCase());
    if (
      distance <= Math.max(text.length, candidate.length) / 3 &&
      distance < (best?.distance ?? Number.POSITIVE_INFINITY)
    )
      best = { candidate, distance };
  }
  return best?.candidate;
}

/** Letters to add, drop, change, or swap with the next one (optimal string alignment). */
function distanceBetween(one: string, other: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwap ? (previous[j - 2] ?? 0) + 1 : changed;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed, swapped));
    }
    previous = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
