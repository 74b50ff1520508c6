// @ts-check
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * What GitHub reads of a repository, as paths from its root: the workflows, and all that zizmor knows of.
 *
 * @param {string} root
 * @returns {{ workflows: string[], all: string[] }}
 * @throws {Error} when there is no workflow: a linter that saw none would pass
 */
export function filesToLint(root) {
  const folder = join(".github", "workflows");
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : [];
  const workflows = names.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name));
  if (workflows.length === 0) throw new Error(`There is no workflow in ${join(root, folder)}.`);
  const others = [join(".github", "dependabot.yml")].filter((file) => existsSync(join(root, file)));
  return { workflows, all: [...workflows, ...others] };
}
