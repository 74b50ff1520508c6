import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BuildOptions } from "esbuild";

/** The checkout. */
export const ROOT = join(import.meta.dirname, "..");

/**
 * What ESM lacks and CommonJS modules in it call. A name of its own for the import, as the modules may import the same.
 */
const REQUIRE =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/**
 * How the app in `functions/{appName}` is built, for whatever purpose.
 *
 * ECMAScript modules with shared chunks, and not one CommonJS file, for two reasons. `import.meta.url` is what it
 * should be, while a plain CommonJS bundle of the storage SDK crashes at load, where it is undefined. And a chunk is
 * read when it is first imported, so that an app pays for the SDKs that it uses: 49 MB of memory after start with all
 * of them in the package, against 87 MB in one file, which Node compiles as a whole.
 *
 * @throws when there is no such app.
 */
export function buildOptions(appName: string) {
  const entry = join("functions", appName, "index.ts");
  if (!existsSync(join(ROOT, entry))) throw new Error(`no app "${appName}": expected the file ${entry}`);
  return {
    absWorkingDir: ROOT,
    entryPoints: { index: entry },
    bundle: true,
    format: "esm",
    splitting: true,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node22",
    // Names of chunks come from the paths in them: a node_modules that is a link must not lead out of the folder.
    preserveSymlinks: true,
    banner: { js: REQUIRE },
    // The first is built into the Functions host. The second is for listing blobs in the Arrow format, which the
    // storage SDK imports when asked for it, and nobody here asks.
    external: ["@azure/functions-core", "apache-arrow"],
    legalComments: "none",
    // Set here, so that a tsconfig in or above the folder cannot change the bytes.
    tsconfigRaw: { compilerOptions: { target: "es2023", verbatimModuleSyntax: true } },
    logLevel: "silent",
  } as const satisfies BuildOptions;
}
