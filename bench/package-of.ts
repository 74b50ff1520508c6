import { createHash } from "node:crypto";
import { build } from "esbuild";
import { strToU8, zipSync } from "fflate";
import { ENTRY, HOST_JSON, packageJson } from "../functions/package-files.js";
import type { Package } from "../infra/package-of.js";

/** The package of an app of a benchmark. @param source what registers its functions, with `app` of `@azure/functions`. */
export async function packageOf(app: string, source: string): Promise<Package> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { app } from "@azure/functions";\n${source}`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    platform: "node",
    target: "node22",
    format: "esm",
    // What the host itself brings.
    external: ["@azure/functions-core"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const files = { "host.json": strToU8(HOST_JSON), "package.json": strToU8(packageJson(app)), [ENTRY]: code };
  return { zip: () => zipSync(files), sha256: createHash("sha256").update(code).digest("hex") };
}
