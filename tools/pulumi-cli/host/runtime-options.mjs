// @ts-check
import { splitWords } from "./split-words.mjs";

/**
 * The `runtime.options` of Pulumi.yaml or PulumiPolicy.yaml, checked.
 *
 * @typedef {object} RuntimeOptions
 * @property {boolean} typescript whether the SDK's own ts-node loads the program; true when left out
 * @property {string} tsconfig path of the tsconfig for ts-node; empty when left out
 * @property {readonly string[]} nodeArgs words of `nodeargs`; empty when left out
 * @property {string} packageManager `auto` when left out
 * @property {boolean} production whether devDependencies are left out at installation; false when left out
 */

const PACKAGE_MANAGERS = ["auto", "npm", "yarn", "pnpm", "bun"];

/**
 * @param {Readonly<Record<string, unknown>>} options as they stand in the project file
 * @returns {RuntimeOptions}
 * @throws {Error} naming the option, its value and what is allowed
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/pulumi-language-nodejs/main.go (parseOptions)
 */
export function parseRuntimeOptions(options) {
  const packageManager = read(options, "packagemanager", "string", "auto");
  if (!PACKAGE_MANAGERS.includes(packageManager)) {
    throw new Error(`runtime option packagemanager is ${packageManager}; allowed: ${PACKAGE_MANAGERS.join(", ")}`);
  }
  return {
    typescript: read(options, "typescript", "boolean", true),
    tsconfig: read(options, "tsconfig", "string", ""),
    nodeArgs: splitWords(read(options, "nodeargs", "string", "")),
    packageManager,
    production: read(options, "production", "boolean", false),
  };
}

/**
 * @template {string | boolean} T
 * @param {Readonly<Record<string, unknown>>} options
 * @param {string} name
 * @param {"string" | "boolean"} type
 * @param {T} fallback
 * @returns {T extends string ? string : boolean}
 */
function read(options, name, type, fallback) {
  const value = options[name] ?? fallback;
  if (typeof value !== type)
    throw new Error(`runtime option ${name} is ${JSON.stringify(value)}; it must be a ${type}`);
  return /** @type {T extends string ? string : boolean} */ (value);
}
