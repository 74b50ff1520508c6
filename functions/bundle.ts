import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { build, type Metafile } from "esbuild";
import { strToU8, type Zippable, zipSync } from "fflate";
import { buildOptions, ROOT } from "./build-options.js";
import { ENTRY, HOST_JSON, packageJson } from "./package-files.js";

/** An app's code, ready to be published. */
export interface Bundle {
  /** Packs the files, which takes longer than to build them: a preview only asks for the hash. */
  readonly zip: () => Uint8Array;
  /** Hash of the files, in hexadecimal digits: the same source gives the same, on any machine and in any folder. */
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
 * Bundles the app in `functions/{appName}`.
 *
 * @param appName its folder.
 * @throws when there is no such app, and esbuild's own errors when the code does not build.
 */
export async function bundle(appName: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...buildOptions(appName),
    write: false,
    metafile: true,
    outdir: "out",
    minify: true,
  });
  const files: Record<string, Uint8Array> = {
    "host.json": strToU8(HOST_JSON),
    "package.json": strToU8(packageJson(appName)),
  };
  for (const { path, contents } of outputFiles) files[relative(join(ROOT, "out"), path)] = contents;
  const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (sorted[ENTRY] === undefined) throw new Error(`bundle of "${appName}" has no ${ENTRY}`);
  const zip = () => zipSync(sorted satisfies Zippable, { level: 9, mtime: MODIFIED, os: 3 });
  return { zip, sha256: hashOf(sorted), files: sorted, metafile };
}

/** Lengths are part of it, so that no byte can move from one file to the next unseen. */
function hashOf(files: Bundle["files"]): string {
  const hash = createHash("sha256");
  for (const [name, contents] of Object.entries(files)) hash.update(`${name}\0${contents.length}\0`).update(contents);
  return hash.digest("hex");
}
