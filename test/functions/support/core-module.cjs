/**
 * Stands in for the module that is built into the Functions host, and no more: it notes what an app registers.
 * Preloaded with `--require`; the notes are written to standard output as JSON when the process ends.
 */
const Module = require("node:module");

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return request === "@azure/functions-core" ? __filename : resolve.call(this, request, ...rest);
};

const functions = {};
let models = 0;

exports.version = "3.10.0";
exports.hostVersion = "4.1037.0";
exports.Disposable = class Disposable {};
exports.setProgrammingModel = () => {
  models += 1;
};
exports.registerHook = () => new exports.Disposable();
exports.log = () => undefined;
exports.registerFunction = ({ name, bindings }) => {
  functions[name] = Object.values(bindings).find(({ type }) => type.endsWith("Trigger"));
  return new exports.Disposable();
};

process.on("exit", () => process.stdout.write(JSON.stringify({ models, functions })));
