import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { buildOptions } from "./build-options.js";
import { HOST_JSON, packageJson } from "./package-files.js";

/**
 * Builds the app in `functions/{appName}` for a debugger: the same code as its package, but as it was written, and
 * with source maps in the files, so that breakpoints are set in the TypeScript. The package has neither: maps would
 * make it five times as large, and where code is minified, several statements are one.
 *
 * @param folder made anew.
 * @throws when there is no such app, and esbuild's own errors when the code does not build; then the folder is as it was.
 */
export async function debugBuild(appName: string, folder: string): Promise<void> {
  const { outputFiles } = await build({
    ...buildOptions(appName),
    write: false,
    outdir: folder,
    sourcemap: "inline",
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "host.json"), HOST_JSON);
  writeFileSync(join(folder, "package.json"), packageJson(appName));
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
}
