"use strict";
// Runs the hooks of an app, as https://github.com/Azure/azure-functions-nodejs-worker/tree/v3.x/src/hooks does.

const registry = require("./registry.cjs");

/** Shared by all hooks of the app. */
const appHookData = {};
/** Shared by the hooks that belong to no invocation. */
const appLevelHookData = {};

class ReadOnlyError extends TypeError {
  isAzureFunctionsSystemError = true;
  constructor(name) {
    super(`Cannot assign to read only property '${name}'`);
  }
}

/** @returns an object with `writable` properties, and others that may be filled but not replaced. */
function context(fixed, writable = {}) {
  const made = { ...writable };
  for (const [name, value] of Object.entries({ ...fixed, appHookData })) {
    Object.defineProperty(made, name, {
      enumerable: true,
      get: () => value,
      set: () => {
        throw new ReadOnlyError(name);
      },
    });
  }
  return made;
}

const ofInvocation = (hookData, invocationContext, writable) => context({ hookData, invocationContext }, writable);

async function runHooks(name, hookContext) {
  for (const hook of registry.hooks[name]) await hook(hookContext);
  return hookContext;
}

const runAppHooks = (name, more = {}) => runHooks(name, { ...more, ...context({ hookData: appLevelHookData }) });

let isInLogHook = false;

/** What the log hooks make of a line. They may change only what the app itself says. */
function hooked({ level, category, message }, hookData = appLevelHookData, invocationContext = undefined) {
  // A hook that logs would be called for its own line again.
  if (isInLogHook || registry.hooks.log.length === 0) return { level, message };
  const line = context({ hookData }, { level, category, message, invocationContext });
  isInLogHook = true;
  try {
    for (const hook of registry.hooks.log) hook(line);
  } finally {
    isInLogHook = false;
  }
  return category === "user" ? { level: line.level, message: line.message } : { level, message };
}

module.exports = { ofInvocation, runHooks, runAppHooks, hooked };
