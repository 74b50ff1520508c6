"use strict";
// One app's process: loads the app, lists its functions to the host, and runs invocations.
// Plain JavaScript on Node built-ins, so that the process holds nothing but the app.

const { spawnSync } = require("node:child_process");
const inspector = require("node:inspector");
const { pathToFileURL } = require("node:url");
const v8 = require("node:v8");
const vm = require("node:vm");
const registry = require("./registry.cjs");
const { invoke } = require("./invoke.cjs");

/** What the worker can do, as the Node worker of Azure tells its host. */
const CAPABILITIES = {
  RawHttpBodyBytes: "true",
  RpcHttpTriggerMetadataRemoved: "true",
  RpcHttpBodyOnly: "true",
  IgnoreEmptyValuedRpcHttpHeaders: "true",
  UseNullableValueDictionaryForHttp: "true",
  WorkerStatus: "true",
  TypedDataCollection: "true",
  HandlesWorkerTerminateMessage: "true",
};

/** How long after loading the app what only loading needed is given back: 5 to 7 MB with the SDKs of Azure, measured. */
const COLLECT_AFTER_MS = 1_000;

const appHookData = {};

/** Collects garbage through a context of its own: the app's has no `gc`, as on Azure. */
function collect() {
  v8.setFlagsFromString("--expose-gc");
  vm.runInNewContext("gc")({ type: "major", execution: "sync", flavor: "last-resort" });
}

const send = (message) => {
  if (process.connected) process.send(message);
};

registry.log = (level, category, message) => send({ type: "log", level, category, message: String(message) });

/** Loads what `main` of the app's package.json names, one file after the other as Azure does. */
async function load({ files, directory }) {
  for (const file of files) {
    registry.log("debug", "system", `Loading entry point file "${file}"`);
    // `import` takes CommonJS and ES modules alike.
    await import(pathToFileURL(file).href);
  }
  if (registry.model === undefined) {
    throw new Error("the entry point files registered nothing through @azure/functions v4");
  }
  for (const hook of registry.hooks.appStart) {
    await hook({ hookData: {}, appHookData, functionAppDirectory: directory });
  }
  const capabilities = (await registry.model.getCapabilities?.({ ...CAPABILITIES })) ?? CAPABILITIES;
  registry.indexed = true;
  send({ type: "ready", functions: [...registry.functions.values()].map(({ metadata }) => metadata), capabilities });
  setTimeout(collect, COLLECT_AFTER_MS).unref();
}

async function start(message) {
  try {
    await load(message);
  } catch (error) {
    send({ type: "failed", message: error?.message ?? String(error), stack: error?.stack ?? String(error) });
  }
}

/**
 * Ends the process. Node waits with that, also with a signal that a process sends to itself, until a debugger lets go;
 * nobody else shall wait for it.
 */
function end() {
  if (inspector.url() === undefined) process.exit(0);
  spawnSync("kill", ["-KILL", String(process.pid)]);
}

async function terminate() {
  try {
    for (const hook of registry.hooks.appTerminate) await hook({ hookData: {}, appHookData });
  } catch (error) {
    registry.log("error", "system", `appTerminate hook: ${error?.stack ?? error}`);
  }
  end();
}

process.on("message", (message) => {
  if (message.type === "start") start(message);
  else if (message.type === "invoke") invoke(message, appHookData, send);
});
process.once("SIGTERM", terminate);
// A terminal sends Ctrl-C to every process of its group; the host decides when its apps end.
process.on("SIGINT", () => registry.log("debug", "system", "SIGINT is left to the host"));
// The host is gone, perhaps killed: nothing is left to serve.
process.once("disconnect", end);
