import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { strToU8, type Zippable, zipSync } from "fflate";
import ts from "typescript";

const QUICKSTARTS = path.resolve("test/quickstarts");
const FUNCTIONS = "src/functions";
/** What an app that is not bundled is shipped with: `npm install` of its one dependency. */
const INSTALLED = ["@azure/functions", "@azure/functions-extensions-base", "cookie"];
/** How Core Tools' TypeScript template compiles. */
const COMMON_JS = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2015, esModuleInterop: true };
const ES_MODULES = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
/** A bundle of ES modules needs a `require`, for the one that `@azure/functions` calls. */
const WITH_REQUIRE = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

/** The forms in which the quickstarts are shipped. */
export const QUICKSTART_FORMS = {
  "JavaScript, CommonJS, with node_modules": () => ship(sources("javascript"), packageJson("javascript"), installed()),
  "JavaScript, ES modules, with node_modules": () =>
    ship(sources("javascript-esm"), packageJson("javascript-esm"), installed()),
  "JavaScript, CommonJS, bundled": async () =>
    ship({ "dist/main.js": await bundled("javascript", "cjs") }, { main: "dist/main.js" }),
  "TypeScript to CommonJS, with node_modules": () => ship(compiled(COMMON_JS), packageJson("typescript"), installed()),
  "TypeScript to ES modules, with node_modules": () =>
    ship(compiled(ES_MODULES), { ...packageJson("typescript"), type: "module" }, installed()),
  "TypeScript, CommonJS, bundled": async () =>
    ship({ "dist/main.cjs": await bundled("typescript", "cjs") }, { main: "dist/main.cjs" }),
  "TypeScript, ES modules, bundled": async () =>
    ship({ "dist/main.mjs": await bundled("typescript", "esm") }, { main: "dist/main.mjs" }),
} as const;

type Files = Readonly<Record<string, string>>;

function ship(files: Files, manifest: object, dependencies: Zippable = {}): Uint8Array {
  const hostJson = readFileSync(path.join(QUICKSTARTS, "javascript/host.json"), "utf8");
  const own = { ...files, "host.json": hostJson, "package.json": JSON.stringify(manifest) };
  const zipped = Object.fromEntries(Object.entries(own).map(([name, text]) => [name, strToU8(text)]));
  return zipSync({ ...zipped, ...dependencies }, { level: 0 });
}

const packageJson = (folder: string): object =>
  JSON.parse(readFileSync(path.join(QUICKSTARTS, folder, "package.json"), "utf8"));

function sources(folder: string): Files {
  const cwd = path.join(QUICKSTARTS, folder);
  const files = globSync(`${FUNCTIONS}/*.{js,ts}`, { cwd });
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(cwd, file), "utf8")]));
}

const compiled = (compilerOptions: ts.CompilerOptions): Files =>
  Object.fromEntries(
    Object.entries(sources("typescript")).map(([file, text]) => [
      `dist/${file.replace(/\.ts$/, ".js")}`,
      ts.transpileModule(text, { compilerOptions }).outputText,
    ]),
  );

async function bundled(folder: string, format: "cjs" | "esm"): Promise<string> {
  const contents = Object.keys(sources(folder))
    .map((file) => `import "./${file}";`)
    .join("\n");
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: path.join(QUICKSTARTS, folder) },
    bundle: true,
    write: false,
    platform: "node",
    target: "node22",
    format,
    external: ["@azure/functions-core"],
    ...(format === "esm" ? { banner: { js: WITH_REQUIRE } } : {}),
  });
  return outputFiles[0]?.text ?? "";
}

function installed(): Zippable {
  const files = INSTALLED.flatMap((name) => globSync(`node_modules/${name}/{package.json,*.js,dist/**/*.js}`));
  return Object.fromEntries(files.map((file) => [file, new Uint8Array(readFileSync(file))]));
}
