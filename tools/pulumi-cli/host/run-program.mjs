// @ts-check
import { startNode, stopChild } from "./children.mjs";
import { locateScript } from "./locate-script.mjs";
import { programArguments, programEnvironment } from "./program-command.mjs";
import { parseRuntimeOptions } from "./runtime-options.mjs";

/** Exit code of a program that has shown its user what is wrong: the engine then adds nothing. */
const ALREADY_REPORTED = 32;

/** What V8 prints when the heap is full. */
const OUT_OF_MEMORY = "<--- Last few GCs --->";

/**
 * The `Run` call: runs the program to its end.
 *
 * @param {import("./sdk.mjs").Sdk} sdk
 * @param {import("@pulumi/pulumi/proto/language_pb.js").RunRequest} request
 * @param {{ engineAddress: string, signal: AbortSignal }} context the signal stops the program
 * @returns {Promise<import("@pulumi/pulumi/proto/language_pb.js").RunResponse>} failures of the program are in it
 */
export async function runProgram(sdk, request, { engineAddress, signal }) {
  const response = new sdk.language.RunResponse();
  try {
    if (request.getAttachDebugger()) throw new Error("--attach-debugger needs the official Pulumi CLI");
    const program = readRequest(request, engineAddress);
    const options = parseRuntimeOptions(request.getInfo()?.getOptions()?.toJavaScript() ?? {});
    const script = locateScript(
      process.env.PULUMI_LANGUAGE_NODEJS_RUN_PATH || "@pulumi/pulumi/cmd/run",
      program.programDirectory,
      "npm ci",
    );
    const child = startNode(programArguments(program, script, options.nodeArgs), {
      cwd: process.cwd(),
      env: { ...process.env, ...programEnvironment(program, options) },
    });
    const stop = () => stopChild(child);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    const { code, outOfMemory } = await passOutput(child);
    signal.removeEventListener("abort", stop);
    if (code === ALREADY_REPORTED) response.setBail(true);
    else if (code !== 0) response.setError(exitMessage(code, outOfMemory));
  } catch (error) {
    response.setError(error instanceof Error ? error.message : String(error));
  }
  return response;
}

/**
 * @param {import("@pulumi/pulumi/proto/language_pb.js").RunRequest} request
 * @param {string} engineAddress
 * @returns {import("./program-command.mjs").ProgramRequest}
 */
function readRequest(request, engineAddress) {
  const info = request.getInfo();
  if (info === undefined) throw new Error("the engine sent no program information: the CLI is older than 3.100");
  return {
    monitorAddress: request.getMonitorAddress(),
    engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    rootDirectory: info.getRootDirectory(),
    stack: request.getStack(),
    programDirectory: info.getProgramDirectory(),
    dryRun: request.getDryrun(),
    parallel: request.getParallel(),
    entryPoint: info.getEntryPoint(),
    args: request.getArgsList(),
    config: Object.fromEntries(request.getConfigMap().entries()),
    configSecretKeys: request.getConfigsecretkeysList(),
  };
}

/**
 * @param {import("./children.mjs").RunningChild} child
 * @returns {Promise<{ code: number, outOfMemory: boolean }>} code -1 for a program ended by a signal
 */
function passOutput(child) {
  let outOfMemory = false;
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.on("data", (chunk) => {
    outOfMemory ||= String(chunk).includes(OUT_OF_MEMORY);
    process.stderr.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, outOfMemory }));
  });
}

/**
 * @param {number} code
 * @param {boolean} outOfMemory
 */
function exitMessage(code, outOfMemory) {
  const message = `Program exited with non-zero exit code: ${code}`;
  if (!outOfMemory) return message;
  return `${message}. It ran out of memory: raise --max-old-space-size in the nodeargs runtime option of Pulumi.yaml`;
}
