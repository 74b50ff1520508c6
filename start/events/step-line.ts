import { paint } from "../terminal.js";
import type { KnownStep } from "./event-flow.js";
import type { What } from "./event-step.js";

const COLOURS: Partial<Record<What, "green" | "red" | "yellow">> = {
  published: "green",
  failed: "red",
  retrying: "yellow",
  "given up": "red",
  dropped: "red",
  "dead-lettered": "red",
};
/** Of a UUID, which ids mostly are. */
const ID_WIDTH = 36;
const WHAT_WIDTH = 13;
const WHERE_WIDTH = 24;

/** A step as a line for people: when, of which event, what happened where, how long it took, and why it failed. */
export function stepLine(step: KnownStep, output: NodeJS.WriteStream): string {
  const { at, id = "", what, status, ms, note } = step;
  const colour = COLOURS[what];
  const word = what.padEnd(WHAT_WIDTH);
  const parts = [
    paint("dim", at.toISOString().slice(11, 23), output),
    id.padEnd(ID_WIDTH),
    colour === undefined ? word : paint(colour, word, output),
    whereOf(step).padEnd(WHERE_WIDTH),
    ...(ms === undefined ? [] : [`${Math.round(ms)} ms`]),
    ...(status === undefined || status < 400 ? [] : [`status ${status}`]),
    ...(note === undefined ? [] : [note]),
  ];
  return parts.join("  ").trimEnd();
}

function whereOf({ what, type = "", app, function: fn, resource, blob }: KnownStep): string {
  if (resource !== undefined) return blob === undefined ? resource : `${resource}/${blob}`;
  return what === "published" || app === undefined ? type : `${app}/${fn}`;
}
