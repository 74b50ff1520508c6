"use strict";
// One invocation, in the steps and with the hooks of the Node worker:
// https://github.com/Azure/azure-functions-nodejs-worker/blob/v3.x/src/eventHandlers/InvocationHandler.ts

const registry = require("./registry.cjs");

/** Runs a function and answers with `done`: its response, or its error. */
async function invoke({ id, functionName, request }, appHookData, send) {
  try {
    const registered = registry.functions.get(functionName);
    if (registered === undefined) throw new Error(`function "${functionName}" is not registered`);
    send({ type: "done", id, response: await run(registered, request, appHookData, send) });
  } catch (error) {
    send({
      type: "done",
      id,
      error: { message: error?.message ?? String(error), stack: error?.stack ?? String(error) },
    });
  }
}

async function run({ metadata, handler }, request, appHookData, send) {
  const core = { invocationId: request.invocationId, request, metadata, state: undefined };
  let invocationContext;
  core.log = (level, category, message) => {
    const line = { level, category, message, invocationContext };
    for (const hook of registry.hooks.log) hook(line);
    send({
      type: "log",
      level: line.level,
      category,
      message: String(line.message),
      invocationId: request.invocationId,
      functionName: metadata.name,
    });
  };
  const model = await registry.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  invocationContext = context;

  const hookContext = fixed({ invocationContext: context, functionCallback: handler, inputs }, appHookData);
  core.state = "preInvocationHooks";
  for (const hook of registry.hooks.preInvocation) await hook(hookContext);

  core.state = "invocation";
  let result = null;
  let error = null;
  try {
    result = await model.invokeFunction(context, hookContext.inputs, hookContext.functionCallback);
  } catch (thrown) {
    error = thrown ?? new Error("the function threw nothing");
  }

  core.state = "postInvocationHooks";
  hookContext.result = result;
  hookContext.error = error;
  for (const hook of registry.hooks.postInvocation) await hook(hookContext);
  core.state = undefined;

  if (hookContext.error !== null && hookContext.error !== undefined) throw hookContext.error;
  return model.getResponse(context, hookContext.result);
}

/** Hooks share two objects, which they may fill but not replace. */
function fixed(context, appHookData) {
  for (const [name, value] of Object.entries({ hookData: {}, appHookData })) {
    Object.defineProperty(context, name, {
      enumerable: true,
      get: () => value,
      set: () => {
        throw new Error(`Cannot assign to read only property "${name}"`);
      },
    });
  }
  return context;
}

module.exports = { invoke };
