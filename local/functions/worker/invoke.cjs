"use strict";
// One invocation, in the steps and with the hooks of the Node worker:
// https://github.com/Azure/azure-functions-nodejs-worker/blob/v3.x/src/eventHandlers/InvocationHandler.ts

const registry = require("./registry.cjs");
const { hooked, ofInvocation, runHooks } = require("./hooks.cjs");
const { settle } = require("./stream-server.cjs");

/** Runs a function and answers with `done`: its response, or its error. */
async function invoke({ id, functionName, request }, send) {
  try {
    const registered = registry.functions.get(functionName);
    if (registered === undefined) throw new Error(`function "${functionName}" is not registered`);
    const response = await run(registered, request, send);
    settle(id, false);
    await named(functionName, () => send({ type: "done", id, response }));
  } catch (error) {
    settle(id, true);
    send({ type: "done", id, error: words(error) });
  }
}

async function run({ metadata, handler }, request, send) {
  const { name } = metadata;
  const hookData = {};
  const core = { invocationId: request.invocationId, request, metadata, state: undefined };
  let invocationContext;
  core.log = (level, category, said) => {
    const { message, ...line } = hooked({ level, category, message: said }, hookData, invocationContext);
    send({
      type: "log",
      ...line,
      category,
      message: String(message),
      invocationId: request.invocationId,
      functionName: name,
    });
  };
  const model = await registry.model.getInvocationModel(core);
  const given = await model.getArguments();
  const { context } = given;
  invocationContext = context;

  core.state = "preInvocationHooks";
  const before = ofInvocation(hookData, context, { functionCallback: handler, inputs: given.inputs });
  const { functionCallback, inputs } = await runHooks("preInvocation", before);

  core.state = "invocation";
  const after = ofInvocation(hookData, context, { inputs, result: null, error: null });
  try {
    after.result = await model.invokeFunction(context, inputs, functionCallback);
  } catch (thrown) {
    after.error = thrown ?? new Error("the function threw nothing");
  }

  core.state = "postInvocationHooks";
  const { result, error } = await runHooks("postInvocation", after);
  core.state = undefined;

  if (error !== null && error !== undefined) throw error;
  return named(name, () => model.getResponse(context, result));
}

/** Says whose result it was when that cannot be sent: it is circular, a BigInt, too large … */
async function named(functionName, work) {
  try {
    return await work();
  } catch (cause) {
    const app = process.env.WEBSITE_SITE_NAME;
    const { message } = words(cause);
    throw new Error(`Function "${functionName}" of app "${app}": its result cannot be sent to the host: ${message}`, {
      cause,
    });
  }
}

/** Anything can be thrown. */
function words(thrown) {
  if (thrown instanceof Error) return { message: thrown.message, stack: thrown.stack ?? thrown.message };
  const message = typeof thrown === "object" ? JSON.stringify(thrown) : String(thrown);
  return { message: thrown?.message ?? message, stack: thrown?.stack ?? message };
}

module.exports = { invoke };
