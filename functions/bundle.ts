import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { build, type Metafile } from "esbuild";
import { strToU8, type Zippable, zipSync } from "fflate";
import { ENTRY, HOST_JSON, packageJson } from "./package-files.js";

/** An app's code, ready to be published. */
export interface Bundle {
  readonly zip: Uint8Array;
  /** Hash of the zip, in hexadecimal digits: the same source gives the same, on any machine and in any folder. */
  readonly sha256: string;
  /** The files in the zip, sorted by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** What of which module went into each file, as esbuild counts. */
  readonly metafile: Metafile;
}

/**
 * Zip has no time zone, and fflate writes the local time of this moment: so it is the same everywhere. The earliest
 * that the format can hold.
 */
const MODIFIED = new Date(1980, 0, 1);

/**
 * What ESM lacks and CommonJS modules in it call. A name of its own for the import, as the modules may import the same.
 */
const REQUIRE =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/**
 * Bundles the app in `functions/{appName}`.
 *
 * ECMAScript modules with shared chunks, and not one CommonJS file, for two reasons. `import.meta.url` is what it
 * should be, while a plain CommonJS bundle of the storage SDK crashes at load, where it is undefined. And a chunk is
 * read when it is first imported, so that an app pays for the SDKs that it uses: 49 MB of memory after start with all
 * of them in the package, against 87 MB in one file, which Node compiles as a whole.
 *
 * @param appName its folder.
 * @throws when there is no such app, and esbuild's own errors when the code does not build.
 */
export async function bundle(appName: string): Promise<Bundle> {
  const root = join(import.meta.dirname, "..");
  const entry = join("functions", appName, "index.ts");
  if (!existsSync(join(root, entry))) throw new Error(`no app "${appName}": expected the file ${entry}`);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { index: entry },
    bundle: true,
    write: false,
    metafile: true,
    outdir: "out",
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
    minify: true,
    legalComments: "none",
    // Set here, so that a tsconfig in or above the folder cannot change the bytes.
    tsconfigRaw: { compilerOptions: { target: "es2023", verbatimModuleSyntax: true } },
    logLevel: "silent",
  });
  const files: Record<string, Uint8Array> = {
    "host.json": strToU8(HOST_JSON),
    "package.json": strToU8(packageJson(appName)),
  };
  for (const { path, contents } of outputFiles) files[relative(join(root, "out"), path)] = contents;
  const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (sorted[ENTRY] === undefined) throw new Error(`bundle of "${appName}" has no ${ENTRY}`);
  const zip = zipSync(sorted satisfies Zippable, { level: 9, mtime: MODIFIED, os: 3 });
  return { zip, sha256: createHash("sha256").update(zip).digest("hex"), files: sorted, metafile };
}
