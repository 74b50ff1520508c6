// @ts-check
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { startNode, stopChild } from "./children.mjs";
import { locateScript } from "./locate-script.mjs";
import { POLICY_PACK_KIND, pluginArguments, pluginScript, policyPackEnvironment } from "./plugin-command.mjs";
import { startPolicyProxy } from "./policy-proxy.mjs";
import { typescriptEnvironment } from "./program-command.mjs";
import { parseRuntimeOptions } from "./runtime-options.mjs";

/**
 * @typedef {import("@grpc/grpc-js").ServerWritableStream<
 *   import("@pulumi/pulumi/proto/language_pb.js").RunPluginRequest,
 *   import("@pulumi/pulumi/proto/language_pb.js").RunPluginResponse>} RunPluginCall
 */

/**
 * The `RunPlugin` call: runs a policy pack or another plugin written for Node and streams its output until it ends.
 *
 * @param {import("./sdk.mjs").Sdk} sdk
 * @param {RunPluginCall} call
 * @param {AbortSignal} signal stops the plugin
 * @returns {Promise<void>} rejects when the plugin cannot be started or fails
 */
export async function runPlugin(sdk, call, signal) {
  const request = call.request;
  if (request.getAttachDebugger()) throw new Error("--attach-debugger needs the official Pulumi CLI");
  const info = request.getInfo();
  if (info === undefined) throw new Error("the engine sent no program information: the CLI is older than 3.100");
  const folder = info.getProgramDirectory();
  const kind = request.getKind();
  const options = parseRuntimeOptions(info.getOptions()?.toJavaScript() ?? {});
  const script = locateScript(pluginScript(kind, process.env), folder, `npm install in ${folder}`);
  const args = pluginArguments(
    { kind, programDirectory: folder, args: request.getArgsList() },
    script,
    options.nodeArgs,
  );
  const env = { ...variables(request.getEnvList()), ...typescriptEnvironment(options) };

  if (kind === POLICY_PACK_KIND) await runPolicyPack(sdk, call, signal, { args, folder, env });
  else await runToEnd(sdk, call, signal, startNode(args, { cwd: request.getPwd() || folder, env }));
}

/**
 * @param {import("./sdk.mjs").Sdk} sdk
 * @param {RunPluginCall} call
 * @param {AbortSignal} signal
 * @param {{ args: readonly string[], folder: string, env: Record<string, string> }} command
 */
async function runPolicyPack(sdk, call, signal, { args, folder, env }) {
  const proxy = await startPolicyProxy(sdk);
  try {
    sendOutput(sdk, call, "stdout", Buffer.from(`${proxy.port}\n`));
    const stack = await Promise.race([proxy.stack, aborted(signal)]);
    const stackEnv =
      stack === undefined
        ? {}
        : policyPackEnvironment({
            organization: stack.getOrganization(),
            project: stack.getProject(),
            stack: stack.getStack(),
            dryRun: stack.getDryRun(),
            config: Object.fromEntries(stack.getConfigMap().entries()),
          });
    // Policy packs have always run in their own folder, whatever the program's.
    const child = startNode(args, { cwd: folder, env: { ...env, ...stackEnv } });
    await runToEnd(sdk, call, signal, child, (port) => proxy.attach(port));
  } catch (error) {
    proxy.fail(error instanceof Error ? error : new Error(String(error)));
    throw error;
  } finally {
    proxy.close();
  }
}

/**
 * Streams the child's output to the engine until it ends. A plugin's first line is its port: with `onPort` given it is
 * taken out of the stream.
 *
 * @param {import("./sdk.mjs").Sdk} sdk
 * @param {RunPluginCall} call
 * @param {AbortSignal} signal
 * @param {import("./children.mjs").RunningChild} child
 * @param {(port: number) => Promise<void>} [onPort]
 */
async function runToEnd(sdk, call, signal, child, onPort) {
  const stop = () => stopChild(child);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  child.stderr.on("data", (chunk) => sendOutput(sdk, call, "stderr", chunk));
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const attached = onPort === undefined ? undefined : readPort(sdk, call, child.stdout).then(onPort);
  if (onPort === undefined) child.stdout.on("data", (chunk) => sendOutput(sdk, call, "stdout", chunk));
  try {
    const [code] = await Promise.all([ended, attached]);
    if (code !== 0 && !signal.aborted) throw new Error(`Program exited with non-zero exit code: ${code ?? -1}`);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/**
 * @param {import("./sdk.mjs").Sdk} sdk
 * @param {RunPluginCall} call
 * @param {import("node:stream").Readable} stdout
 * @returns {Promise<number>}
 */
function readPort(sdk, call, stdout) {
  const lines = createInterface({ input: stdout.pipe(new PassThrough()) });
  return new Promise((resolve, reject) => {
    let isFirst = true;
    lines.on("line", (line) => {
      if (!isFirst) {
        sendOutput(sdk, call, "stdout", Buffer.from(`${line}\n`));
        return;
      }
      isFirst = false;
      if (/^\d+$/.test(line.trim())) resolve(Number(line));
      else reject(new Error(`the policy pack's first line of output is ${JSON.stringify(line)}; expected its port`));
    });
    lines.once("close", () => reject(new Error("the policy pack ended before it named its port")));
  });
}

/**
 * @param {import("./sdk.mjs").Sdk} sdk
 * @param {RunPluginCall} call
 * @param {"stdout" | "stderr"} stream
 * @param {Uint8Array} chunk
 */
function sendOutput(sdk, call, stream, chunk) {
  if (call.cancelled) return;
  const response = new sdk.language.RunPluginResponse();
  if (stream === "stdout") response.setStdout(chunk);
  else response.setStderr(chunk);
  call.write(response);
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function aborted(signal) {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(new Error("cancelled before the engine named the stack"));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

/**
 * @param {readonly string[]} list of `NAME=value`; a later entry wins
 * @returns {Record<string, string>}
 */
function variables(list) {
  return Object.fromEntries(
    list.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}
