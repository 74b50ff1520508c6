// @ts-check
/**
 * Preloaded by the Pulumi program (`nodeargs: --import ./tools/inspect-fix.mjs`): without it a program that throws, be
 * it for a wrong config value, burns half a minute of processor time before its error is shown.
 *
 * `util.inspect` with colours does not end on a stack line whose path has a file directly under `node_modules` or under
 * a scope there, until the string is too long; the Pulumi SDK's source maps make such lines (`@pulumi/resource.ts`), and
 * it inspects every error so. Colours are left out for such errors. Node has fixed it since, but not in all of 22.
 *
 * @see https://github.com/nodejs/node/issues/64011
 */
import util from "node:util";

/** A path whose last part follows `node_modules` or a scope in it at once. */
const ENDLESS = /node_modules[\\/](@[^\\/\n]*[\\/]?)?[^\\/\n]*$/m;

util.inspect = new Proxy(util.inspect, {
  apply(inspect, self, [value, options, ...rest]) {
    const isEndless = value instanceof Error && ENDLESS.test(String(value.stack)) && options?.colors === true;
    return Reflect.apply(inspect, self, [value, isEndless ? { ...options, colors: false } : options, ...rest]);
  },
});
