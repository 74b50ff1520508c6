import { code } from "../markdown.js";
import { masked } from "./masked.js";

const NOTHING = "\u200b";

/** Names and values from a program: as code, masked and short. */
export const quoted = (text: string, longest = 120): string => code(shortened(masked(text), longest));

/**
 * Sentences from outside, for the middle of a line: masked, on one line, and without any effect. Markup is escaped; what
 * GitHub would make a mention, a link or a reference of is broken by a space of no width.
 *
 * @see https://github.github.com/gfm/#backslash-escapes
 * @see https://github.com/renovatebot/renovate `lib/util/markdown.ts` for the space
 */
export const inert = (text: string, longest = 600): string =>
  shortened(masked(text).replace(/\s+/g, " ").trim(), longest)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_[\]()#|~!{}$]/g, "\\$&")
    .replace(/@|\b(GH-)(?=\d)|#(?=\d)/gi, `$&${NOTHING}`)
    .replace(/:\/\//g, `:${NOTHING}//`)
    .replace(/\bwww\./gi, `www${NOTHING}.`);

/** Lines as code in a block that nothing in them can end. */
export function block(text: string, language = ""): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${masked(text).trimEnd()}\n${fence}`;
}

/** Cut in the middle of no character. */
export const shortened = (text: string, longest: number): string =>
  text.length <= longest ? text : `${[...text.slice(0, longest)].slice(0, -1).join("")}…`;
