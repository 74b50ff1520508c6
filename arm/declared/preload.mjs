// @ts-check
/**
 * Preloaded by a program whose resources are to be looked at and not made (see `run-program.ts`). It changes two files
 * of the Pulumi SDKs as Node loads them, and nothing on disk:
 *
 * - azure-native's classes pass on only the inputs that they know, so that a misspelt one, hidden from the compiler by a
 *   cast, is lost without a word. Here all are passed on, and the check names it.
 * - A resource hook does what a deployment does beside its resources, such as shipping code. Here none runs.
 */
import Module from "node:module";

/**
 * @typedef {object} Change
 * @property {RegExp} file
 * @property {(content: string) => boolean} concerns
 * @property {(content: string) => string} apply
 */

/** @type {readonly Change[]} */
const CHANGES = [
  {
    file: /[\\/]@pulumi[\\/]azure-native[\\/]\w+[\\/]\w+\.js$/,
    concerns: (content) => content.includes("extends pulumi.CustomResource"),
    apply: (content) =>
      content.replace(
        /super\((\w+\.__pulumiType), name, resourceInputs, opts\)/,
        "super($1, name, opts.id ? resourceInputs : { ...resourceInputs, ...Object.fromEntries(" +
          "Object.entries(args ?? {}).filter(([key]) => resourceInputs[key] === undefined)) }, opts)",
      ),
  },
  {
    file: /[\\/]@pulumi[\\/]pulumi[\\/]resource\.js$/,
    concerns: () => true,
    apply: (content) =>
      content.replace(
        /(class ResourceHook \{.*?)this\.callback = callback;/s,
        "$1this.callback = async () => undefined;",
      ),
  },
];

/** @type {any} What Node itself and every tool that loads source in another way goes through; not in its types. */
const prototype = Module.prototype;
const compile = prototype._compile;

/** @param {string} content @param {string} filename @param {readonly unknown[]} rest */
prototype._compile = function (content, filename, ...rest) {
  const change = CHANGES.find(({ file }) => file.test(filename));
  if (change === undefined || !change.concerns(content)) return compile.call(this, content, filename, ...rest);
  const changed = change.apply(content);
  if (changed === content) {
    throw new Error(`${filename} is not as arm/declared/preload.mjs expects it: the check would miss inputs`);
  }
  return compile.call(this, changed, filename, ...rest);
};
