// @ts-check
/**
 * Stand-in for the Pulumi CLI's language host for Node, for a CLI built from source: the host is part of the official
 * distribution alone. The engine starts it in the project's folder with its own address as last argument, reads its
 * port from the first line of output, and calls the gRPC service `LanguageRuntime` there.
 */
import { fstatSync } from "node:fs";
import { stopAllChildren } from "./host/children.mjs";
import { languageRuntime } from "./host/language-runtime.mjs";
import { loadSdk } from "./host/sdk.mjs";

/** @param {readonly string[]} args */
async function main(args) {
  const sdk = loadSdk([process.cwd(), process.env.PWD ?? process.cwd()]);
  const last = args.at(-1) ?? "";
  if (last === "-version" || last === "--version") {
    console.log(`v${sdk.version}`);
    return;
  }
  // Flags (logging, tracing) come before the address, as -flag or -flag=value.
  const engineAddress = last.startsWith("-") ? "" : last;
  const server = new sdk.grpc.Server({ "grpc.max_receive_message_length": -1 });
  server.addService(
    /** @type {import("@grpc/grpc-js").ServiceDefinition} */ (
      /** @type {unknown} */ (sdk.languageService.LanguageRuntimeService)
    ),
    languageRuntime(sdk, { engineAddress }),
  );
  endWithTheEngine();
  server.bindAsync("127.0.0.1:0", sdk.grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) fail(error);
    else console.log(port);
  });
}

/** Nothing the host started may outlive it, nor the host its engine. */
function endWithTheEngine() {
  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    await stopAllChildren();
    process.exit(0);
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  process.on("SIGHUP", end);
  // The engine holds the other end of standard input: it closes even when the engine is killed.
  if (!fstatSync(0).isFIFO() && !fstatSync(0).isSocket()) return;
  process.stdin.on("end", end);
  process.stdin.on("error", end);
  process.stdin.resume();
}

/** @param {unknown} error */
function fail(error) {
  console.error(`pulumi-language-nodejs: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

main(process.argv.slice(2)).catch(fail);
