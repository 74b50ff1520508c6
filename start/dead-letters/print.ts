import { paint } from "../terminal.js";
import type { DeadLetter } from "./dead-letter.js";
import type { Subscription } from "./stack.js";

/** A dead letter, and the function that it was meant for; nothing when its subscription is none of the stack. */
export interface Addressed {
  readonly letter: DeadLetter;
  readonly to: Subscription | undefined;
}

/** `app/function`; the subscription's own name where the stack does not have it any more. */
export const whereOf = ({ letter, to }: Addressed): string =>
  to === undefined ? letter.subscription : `${to.app}/${to.function}`;

/** The hour in which it died, UTC. */
const whenOf = ({ hour }: DeadLetter): string => `${hour.slice(0, 10)} ${hour.slice(11, 13)}h`;

const HEADINGS = ["died", "meant for", "event", "type", "subject", "reason", "attempts", "last"];

/** A line for each, under headings that are dim on a terminal. */
export function letterTable(letters: readonly Addressed[], output: NodeJS.WriteStream): string {
  const rows = letters.map((one) => [
    whenOf(one.letter),
    whereOf(one),
    one.letter.id,
    one.letter.type,
    one.letter.subject,
    one.letter.reason,
    String(one.letter.attempts ?? ""),
    one.letter.lastOutcome,
  ]);
  const widths = HEADINGS.map((heading, at) => Math.max(heading.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  return [paint("dim", line(HEADINGS), output), ...rows.map(line)].map((text) => `${text}\n`).join("");
}

/** How it died, and all of the event. */
export function letterText(one: Addressed, output: NodeJS.WriteStream): string {
  const { letter } = one;
  const facts = [
    ["meant for", whereOf(one)],
    ["died", `${whenOf(letter)} UTC`],
    ["reason", letter.reason],
    ["attempts", String(letter.attempts ?? "")],
    ["last", letter.lastOutcome],
    ["published", letter.published ?? ""],
    ["tried last", letter.lastAttempt ?? ""],
    ["blob", letter.blob],
  ].filter(([, value]) => value !== "");
  const lines = facts.map(([name = "", value]) => `${paint("dim", name.padEnd(10), output)}  ${value}\n`);
  return `${lines.join("")}${JSON.stringify(letter.event, undefined, 2)}\n`;
}

/** For machines. @param withEvent whether all of the event belongs to it. */
export function letterJson({ letter: { event, ...letter }, to }: Addressed, withEvent: boolean): string {
  const address = to === undefined ? {} : { app: to.app, function: to.function };
  return `${JSON.stringify({ ...letter, ...address, ...(withEvent ? { event } : {}) })}\n`;
}
