import { isChosen } from "./choice.js";
import type { DeadLetter } from "./dead-letter.js";
import { whereOf } from "./print.js";
import { replayBlob } from "./replay-blob.js";
import { subscriptionOf } from "./stack.js";
import type { Found, Tools } from "./tools.js";
import type { Work } from "./work.js";

/**
 * Brings dead letters back, blob by blob, and tells each. One that fails stays, and the others go on.
 *
 * @param found what was asked for, when it was read.
 * @returns how many events, and blobs that could not be worked on, failed.
 */
export async function replay(
  { choice, json, stack }: Pick<Work, "choice" | "json" | "stack">,
  found: readonly Found[],
  { deliver, output, say, stop }: Pick<Tools, "deliver" | "output" | "say" | "stop">,
): Promise<number> {
  const addressed = (letter: DeadLetter) => ({ letter, to: subscriptionOf(stack, letter.subscription) });
  let [broughtBack, failed] = [0, 0];
  const tell = (letter: DeadLetter, problem?: string) => {
    if (problem === undefined) broughtBack += 1;
    else failed += 1;
    const { id } = letter;
    const outcome = problem === undefined ? "brought back" : "stays";
    const to = whereOf(addressed(letter));
    const why = problem === undefined ? {} : { why: problem };
    output.write(
      json
        ? `${JSON.stringify({ id, to, outcome, ...why })}\n`
        : `${outcome.padEnd(12)}  ${id}  ${to}${problem === undefined ? "" : `  ${problem}`}\n`,
    );
  };
  const isMeant = (letter: DeadLetter) => !stop.aborted && isChosen(choice, letter, addressed(letter).to?.app);
  for (const { container, letters } of found) {
    for (const blob of new Set(letters.map(({ letter }) => letter.blob))) {
      if (stop.aborted) break;
      try {
        await replayBlob(container.getBlockBlobClient(blob), { isChosen: isMeant, deliver, tell });
      } catch (error) {
        failed += 1;
        say(`${blob} could not be worked on to its end: ${(error as Error).message.split("\n")[0]}${remedyOf(error)}`);
      }
    }
  }
  say(
    failed === 0
      ? `Brought back: ${broughtBack}.`
      : `Brought back: ${broughtBack}. Failed: ${failed}; what stays can be replayed again: npm run dead-letters -- list`,
  );
  return failed;
}

const remedyOf = (error: unknown): string =>
  (error as { readonly statusCode?: number }).statusCode === 403
    ? "\nYour login needs the role Storage Blob Data Contributor at the container."
    : "";
