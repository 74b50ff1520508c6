"use strict";
// What the app registered. One object, so that the core module and the worker see the same.

/** Hooks that the Functions host knows; any other name is refused. */
const HOOKS = ["appStart", "appTerminate", "preInvocation", "postInvocation", "log"];

module.exports = {
  /** Set by `@azure/functions` on its first registration. */
  model: undefined,
  /** Name → { metadata, handler }. */
  functions: new Map(),
  hooks: Object.fromEntries(HOOKS.map((name) => [name, []])),
  /** True once the functions are listed to the host: later registrations would never run. */
  indexed: false,
  /** Where log lines go that belong to no invocation; set by the worker. */
  log: undefined,
};
