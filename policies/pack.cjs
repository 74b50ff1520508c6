const { createRequire } = require("node:module");

/**
 * Entry of the policy pack. The language host passes `nodeargs` to a pack's script and not to Node itself, so that
 * nothing loads TypeScript before this file does.
 */
leaveOut("./typescript-shim.js");
leaveOut("@npmcli/arborist");
require("tsx/cjs/api").register();
module.exports = require("./pack.ts");

/**
 * Leaves out a module that the SDK loads for the closures of dynamic resources, of which a pack has none: together they
 * would be a third of the time that the pack takes to start.
 *
 * @param {string} name as `@pulumi/pulumi` would require it.
 */
function leaveOut(name) {
  let filename;
  try {
    filename = createRequire(require.resolve("@pulumi/pulumi/package.json")).resolve(name);
  } catch (error) {
    // An SDK that has it elsewhere loads it, and starts more slowly.
    if (error.code === "MODULE_NOT_FOUND") return;
    throw error;
  }
  require.cache[filename] = Object.assign(new module.constructor(filename), { filename, loaded: true, exports: {} });
}
