import { isChosen } from "./choice.js";
import type { DeadLetter } from "./dead-letter.js";
import { type Addressed, letterJson, letterTable, letterText, whereOf } from "./print.js";
import { readContainer } from "./read-container.js";
import { replay } from "./replay.js";
import { subscriptionOf } from "./stack.js";
import type { Found, Tools } from "./tools.js";
import type { Work } from "./work.js";

/** Does what `npm run dead-letters` was asked for. @returns its exit code. @throws what the storage service answers. */
export async function carryOut(work: Work, tools: Tools): Promise<number> {
  const { command, choice, json, dryRun, stack } = work;
  const { output, say } = tools;
  const found: Found[] = [];
  const addressed = (letter: DeadLetter): Addressed => ({ letter, to: subscriptionOf(stack, letter.subscription) });
  let unreadable = 0;
  for (const container of tools.containers) {
    const contents = await tools.step(`Reading the dead letters of stack ${stack.name}`, (detail) =>
      readContainer(container, (blobs) => detail(`${blobs} blobs`)),
    );
    for (const { blob, why } of contents.unreadable) say(`${blob} is left alone: ${why}`);
    unreadable += contents.unreadable.length;
    found.push({ container, letters: contents.letters.map(addressed) });
  }
  const among = (all: readonly Found[], meant: (one: Addressed) => boolean) =>
    all.map((one) => ({ ...one, letters: one.letters.filter(meant) }));

  if (command === "show") {
    const { ids: [beginning = ""] = [], ...rest } = choice;
    const letters = among(found, (one) => isChosen(rest, one.letter, one.to?.app)).flatMap((one) => one.letters);
    const shown = oneEvent(letters, beginning);
    for (const one of shown) output.write(json ? letterJson(one, true) : letterText(one, output));
    return 0;
  }
  const chosen = among(found, (one) => isChosen(choice, one.letter, one.to?.app));
  const letters = chosen.flatMap((one) => one.letters);
  if (command === "list") {
    if (json) for (const one of letters) output.write(letterJson(one, false));
    else if (letters.length > 0) output.write(letterTable(letters, output));
    say(letters.length === 0 ? `No such dead letters in stack ${stack.name}.` : NEXT);
    return 0;
  }
  const missing = (choice.ids ?? []).filter((id) => !letters.some(({ letter }) => letter.id === id));
  for (const id of missing) say(`${id}: no such dead letter`);
  if (dryRun) {
    for (const one of letters)
      output.write(json ? letterJson(one, false) : `would go back  ${one.letter.id}  ${whereOf(one)}\n`);
    say(`${letters.length} would be brought back; nothing was sent.`);
    return missing.length + unreadable > 0 ? 1 : 0;
  }
  const failed = await replay(work, chosen, tools);
  return tools.stop.aborted ? INTERRUPTED : failed + missing.length + unreadable > 0 ? 1 : 0;
}

const INTERRUPTED = 130;
const NEXT =
  "All of one: npm run dead-letters -- show <id>. Once their function can take them: npm run dead-letters -- replay --all";

/** @throws when no event, or more than one, has an id that begins so. */
function oneEvent(letters: readonly Addressed[], beginning: string): readonly Addressed[] {
  const found = letters.filter(({ letter }) => letter.id.startsWith(beginning));
  const ids = [...new Set(found.map(({ letter }) => letter.id))];
  if (ids.length === 0) throw new Error(`"${beginning}": no such dead letter; npm run dead-letters -- list shows them`);
  if (ids.length > 1) throw new Error(`"${beginning}" is more than one: ${ids.join(", ")}`);
  return found;
}
