import path from "node:path";
import { strToU8, zipSync } from "fflate";

/** The library that apps are written with, where the tests find it. */
const LIBRARY = path.resolve("node_modules/@azure/functions/dist/azure-functions.js");

/** An app's package from its source, which finds the real `@azure/functions` as `LIBRARY`. */
export function packageOf(
  source: string,
  options: { readonly main?: string; readonly hostJson?: object; readonly packageJson?: object } = {},
): Uint8Array {
  const { main = "index.cjs", hostJson = {}, packageJson = {} } = options;
  const files = {
    "host.json": JSON.stringify({ version: "2.0", ...hostJson }),
    "package.json": JSON.stringify({ name: "app", main, ...packageJson }),
    [main.replace("*", "index")]: source.replaceAll("LIBRARY", JSON.stringify(LIBRARY)),
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** A CommonJS app from the body of its entry file, with `app` and `output` at hand. */
export const app = (body: string, hostJson: object = {}): Uint8Array =>
  packageOf(`const { app } = require(LIBRARY);\n${body}`, { hostJson });
