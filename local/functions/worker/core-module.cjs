"use strict";
// The host's built-in module `@azure/functions-core`, as `@azure/functions` v4 uses it.
// Imitates https://github.com/Azure/azure-functions-nodejs-worker/blob/v3.x/src/setupCoreModule.ts and src/coreApi.

const registry = require("./registry.cjs");

/** Version of the Node worker whose contract this is. */
const WORKER_VERSION = "3.10.1";
/** Version of the Functions host whose contract this is. */
const HOST_VERSION = "4.1037.0";

class Disposable {
  static from(...disposables) {
    return new Disposable(() => {
      for (const disposable of disposables) disposable?.dispose();
    });
  }

  #callOnDispose;

  constructor(callOnDispose) {
    this.#callOnDispose = callOnDispose;
  }

  dispose() {
    const call = this.#callOnDispose;
    this.#callOnDispose = undefined;
    return call?.();
  }
}

function setProgrammingModel(model) {
  if (registry.model !== undefined) {
    const text = `Setting Node.js programming model to "${model.name}" version "${model.version}"`;
    registry.log?.("information", "system", text);
  }
  registry.model = model;
}

function registerFunction(metadata, handler) {
  const { name } = metadata;
  if (registry.indexed) throw systemError(Error, `A function can only be registered during app startup: "${name}".`);
  if (registry.functions.has(name)) {
    throw systemError(Error, `A function with id "${name}" has already been registered.`);
  }
  registry.functions.set(name, { metadata: { ...metadata, functionId: metadata.functionId ?? name }, handler });
  return new Disposable(() => {
    if (registry.indexed) throw systemError(Error, `A function can only be disposed during app startup: "${name}".`);
    registry.functions.delete(name);
  });
}

function registerHook(name, callback) {
  const callbacks = registry.hooks[name];
  if (callbacks === undefined) throw systemError(RangeError, `Unrecognized hook "${name}"`);
  callbacks.push(callback);
  return new Disposable(() => callbacks.splice(callbacks.indexOf(callback), 1));
}

function log(level, category, message) {
  registry.log?.(level, category, message);
}

/** `@azure/functions` tells a host that is too old from a mistake of the app by this mark. */
function systemError(Type, message) {
  return Object.assign(new Type(message), { isAzureFunctionsSystemError: true });
}

// One assignment a line: that is how `import { … }` from a CommonJS module finds the names.
exports.version = WORKER_VERSION;
exports.hostVersion = HOST_VERSION;
exports.Disposable = Disposable;
exports.setProgrammingModel = setProgrammingModel;
exports.getProgrammingModel = () => registry.model;
exports.registerFunction = registerFunction;
exports.registerHook = registerHook;
exports.log = log;
