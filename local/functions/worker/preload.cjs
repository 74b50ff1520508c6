"use strict";
// Loaded by `--require` before anything of the app: makes `@azure/functions-core` resolvable for `require` and
// `import`. Both must give the same object. The in-thread hooks cost nothing; `module.register` would start a
// second thread in every app.

const { registerHooks } = require("node:module");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const url = pathToFileURL(path.join(__dirname, "core-module.cjs")).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "@azure/functions-core" ? { url, format: "commonjs", shortCircuit: true } : next(specifier, context),
});
