/** A part of a comment that can be cut: what comes first in it is the most important. */
export interface Section {
  /** Markdown before the entries. */
  readonly head: string;
  readonly entries: readonly string[];
  /** Between two entries: a new line in a list or table, an empty one between blocks. */
  readonly gap: "\n" | "\n\n";
  /** Markdown after the entries. */
  readonly tail?: string;
}

/**
 * The most that GitHub takes for one comment. It says characters, and stores four bytes for each; code units of
 * JavaScript are never fewer than characters, and never more than three bytes, so that counting them is safe by either
 * reading.
 *
 * @see https://github.com/orgs/community/discussions/27190
 */
export const LONGEST_COMMENT = 65_536;

/** A list whose entries may be cut. */
export const list = (head: string, entries: readonly string[]): Section => ({
  head,
  entries: entries.map((entry) => `- ${entry}`),
  gap: "\n",
});

/** A table whose rows may be cut. */
export const rows = (head: string, heads: readonly string[], entries: readonly (readonly string[])[]): Section => {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return { head: `${head}\n\n${line(heads)}\n${line(heads.map(() => "---"))}`, entries: entries.map(line), gap: "\n" };
};

/**
 * Puts sections together so that they fit. The last one loses entries first, from its end, and each says how many it
 * lost; a head is never lost.
 *
 * @param top what stands before all of them.
 * @param sections the most important first; empty ones are left out.
 */
export function fitted(top: string, sections: readonly Section[], longest: number = LONGEST_COMMENT): string {
  const shown = sections
    .filter(({ entries }) => entries.length > 0)
    .map((section) => ({ section, kept: section.entries.length }));
  const text = () => `${[top, ...shown.map(({ section, kept }) => render(section, kept))].join("\n\n")}\n`;
  for (const part of shown.toReversed()) {
    while (part.kept > 0) {
      const over = text().length - longest;
      if (over <= 0) return text();
      part.kept = keptWithout(part.section, part.kept, over);
    }
  }
  return text();
}

/** At least one fewer, and as many fewer as it takes to save so many characters. */
function keptWithout({ entries, gap }: Section, kept: number, over: number): number {
  let saved = 0;
  let left = kept;
  while (left > 0 && saved < over) {
    left -= 1;
    saved += (entries[left]?.length ?? 0) + gap.length;
  }
  return left;
}

function render({ head, entries, gap, tail }: Section, kept: number): string {
  const cut = entries.length - kept;
  const first = gap === "\n" && head.endsWith("|") ? "\n" : "\n\n";
  const body = kept === 0 ? "" : `${first}${entries.slice(0, kept).join(gap)}`;
  const note =
    cut === 0 ? "" : `\n\n_${cut} of ${entries.length} left out: the comment would be longer than GitHub takes._`;
  return `${head}${body}${note}${tail === undefined ? "" : `\n\n${tail}`}`;
}
