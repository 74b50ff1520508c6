import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How a script of package.json starts a file of ours, once everything that it needs is there. */
const SET_UP = /^node (?:tools\/run\.mjs (?:--no-pulumi )?)?/;

/**
 * What `npm run <script>` runs after its set-up: a file of the checkout, and the script's own arguments.
 *
 * @throws when package.json has no such script.
 */
export function scriptEntry(root: string, script: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  const command = scripts[script];
  if (command === undefined) throw new Error(`package.json has no script "${script}"`);
  return command.replace(SET_UP, "").split(" ");
}
