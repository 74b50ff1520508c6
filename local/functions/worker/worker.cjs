"use strict";
// One app's process: loads the app, lists its functions to the host, and runs invocations.
// Plain JavaScript on Node built-ins, so that the process holds nothing but the app.

const { spawnSync } = require("node:child_process");
const { writeSync } = require("node:fs");
const inspector = require("node:inspector");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const v8 = require("node:v8");
const vm = require("node:vm");
const registry = require("./registry.cjs");
const { invoke } = require("./invoke.cjs");
const { hooked, runAppHooks } = require("./hooks.cjs");
const { onLoopback } = require("./stream-server.cjs");

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

/** Collects garbage through a context of its own: the app's has no `gc`, as on Azure. */
function collect() {
  v8.setFlagsFromString("--expose-gc");
  vm.runInNewContext("gc")({ type: "major", execution: "sync", flavor: "last-resort" });
}

const send = (message) => {
  if (process.connected) process.send(message);
};

registry.log = (level, category, said) => {
  const { message, ...line } = hooked({ level, category, message: said });
  send({ type: "log", ...line, category, message: String(message) });
};

/** Loads what `main` of the app's package.json names, one file after the other as Azure does. */
async function load({ files, directory }) {
  for (const file of files) {
    registry.log("debug", "system", `Loading entry point file "${file}"`);
    await loadFile(file, directory);
  }
  if (registry.model === undefined) {
    const names = files.map((file) => path.relative(directory, file)).join(", ");
    throw new Error(
      `The entry point ${names} registered nothing through @azure/functions v4. Either it makes no call such as ` +
        "app.http, or it found no host: then its bundle holds something in place of @azure/functions-core, which has " +
        "to stay external.",
    );
  }
  await runAppHooks("appStart", { functionAppDirectory: directory });
  const capabilities = await onLoopback(() => registry.model.getCapabilities?.({ ...CAPABILITIES }));
  registry.indexed = true;
  send({
    type: "ready",
    functions: [...registry.functions.values()].map(({ metadata }) => metadata),
    capabilities: capabilities ?? CAPABILITIES,
  });
  setTimeout(collect, COLLECT_AFTER_MS).unref();
}

async function loadFile(file, directory) {
  try {
    // `import` takes CommonJS and ES modules alike.
    await import(pathToFileURL(file).href);
  } catch (cause) {
    const name = path.relative(directory, file);
    const error = new Error(`Worker was unable to load entry point "${name}": ${cause?.message ?? cause}`, { cause });
    // Where it was thrown, and not here.
    if (cause?.stack !== undefined) error.stack = `${error.message}\n${cause.stack}`;
    throw error;
  }
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
function end(code = 0) {
  if (inspector.url() === undefined) process.exit(code);
  spawnSync("kill", ["-KILL", String(process.pid)]);
}

async function terminate() {
  try {
    await runAppHooks("appTerminate");
  } catch (error) {
    registry.log("error", "system", `appTerminate hook: ${error?.stack ?? error}`);
  }
  end();
}

process.on("message", (message) => {
  if (message.type === "start") start(message);
  else if (message.type === "invoke") for (const call of message.calls) invoke(call, send);
});
process.once("SIGTERM", terminate);
// A terminal sends Ctrl-C to every process of its group; the host decides when its apps end.
process.on("SIGINT", () => registry.log("debug", "system", "SIGINT is left to the host"));
// The host is gone, perhaps killed: nothing is left to serve.
process.once("disconnect", () => end());
// At once and in order, also when the pipe is full: nothing comes after it.
process.on("uncaughtException", (error) => {
  const text = error?.stack ?? String(error);
  writeSync(2, `Worker uncaught exception (learn more: https://go.microsoft.com/fwlink/?linkid=2097909 ): ${text}\n`);
  end(1);
});
