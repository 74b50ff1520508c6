import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { stringAt } from "../declared.js";

/**
 * The files that register an app's functions: `main` of its package.json, which may be a glob.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-reference-node#registering-a-function
 * @throws when there is none.
 */
export function entryPoints(directory: string): string[] {
  const manifest = path.join(directory, "package.json");
  if (!existsSync(manifest)) throw new Error("the package has no package.json at its root");
  const main = stringAt(JSON.parse(readFileSync(manifest, "utf8")), "main");
  if (main === undefined)
    throw new Error('package.json has no "main": expected the file or glob that registers the functions');
  const found = globSync(main, { cwd: directory }).sort();
  if (found.length === 0) throw new Error(`package.json: main "${main}" matches no file of the package`);
  return found.map((file) => path.join(directory, file));
}
