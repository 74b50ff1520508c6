// @ts-check
import { describeRuntime, installDependencies, listDependencies } from "./dependencies.mjs";
import { requiredPackages } from "./required-packages.mjs";
import { runPlugin } from "./run-plugin.mjs";
import { runProgram } from "./run-program.mjs";
import { parseRuntimeOptions } from "./runtime-options.mjs";

/** @typedef {import("@pulumi/pulumi/proto/language_pb.js")} Language */
/** @typedef {{ getInfo(): import("@pulumi/pulumi/proto/language_pb.js").ProgramInfo | undefined }} WithInfo */

/**
 * The handlers of the gRPC service `LanguageRuntime`. What it does not have (code generation, packing, linking, the
 * deprecated list of plugins) answers UNIMPLEMENTED, which the engine reports by the call's name.
 *
 * @param {import("./sdk.mjs").Sdk} sdk
 * @param {{ engineAddress: string }} context the address may be empty until the handshake gives it
 * @returns {import("@grpc/grpc-js").UntypedServiceImplementation}
 */
export function languageRuntime(sdk, context) {
  const { language, plugin, empty, grpc } = sdk;
  const cancelled = new AbortController();
  let { engineAddress } = context;

  // Each handler has its own message, which the generated service definition ties to its name: hence `any`.
  /** @type {Record<string, (request: any, signal: AbortSignal) => unknown>} */
  const unary = {
    handshake(/** @type {import("@pulumi/pulumi/proto/language_pb.js").LanguageHandshakeRequest} */ request) {
      engineAddress = request.getEngineAddress();
      return new language.LanguageHandshakeResponse();
    },
    run: (/** @type {import("@pulumi/pulumi/proto/language_pb.js").RunRequest} */ request, signal) => {
      if (engineAddress === "") throw new Error("the engine's address is unknown: Handshake comes before Run");
      return runProgram(sdk, request, { engineAddress, signal });
    },
    getPluginInfo: () => new plugin.PluginInfo().setVersion(sdk.version),
    getRequiredPackages: (/** @type {WithInfo} */ request) =>
      new language.GetRequiredPackagesResponse().setPackagesList(
        requiredPackages(programDirectory(request)).map((found) => dependencyMessage(sdk, found)),
      ),
    async about(/** @type {WithInfo} */ request) {
      const { executable, version, metadata } = await describeRuntime(programDirectory(request));
      const response = new language.AboutResponse().setExecutable(executable).setVersion(version);
      for (const [name, value] of Object.entries(metadata)) response.getMetadataMap().set(name, value);
      return response;
    },
    getProgramDependencies(
      /** @type {import("@pulumi/pulumi/proto/language_pb.js").GetProgramDependenciesRequest} */ request,
    ) {
      const found = listDependencies(programDirectory(request), request.getTransitivedependencies());
      return new language.GetProgramDependenciesResponse().setDependenciesList(
        found.map(({ name, version }) => new language.DependencyInfo().setName(name).setVersion(version)),
      );
    },
    // npm is the one package manager here, so there is nothing to choose.
    runtimeOptionsPrompts: () => new language.RuntimeOptionsResponse(),
    template: () => new language.TemplateResponse(),
    cancel() {
      cancelled.abort();
      return new empty.Empty();
    },
  };

  /** @type {Record<string, (call: any, signal: AbortSignal) => Promise<void>>} */
  const streaming = {
    runPlugin: (call, signal) => runPlugin(sdk, call, signal),
    installDependencies: (call, signal) => {
      const options = parseRuntimeOptions(call.request.getInfo()?.getOptions()?.toJavaScript() ?? {});
      const send = (/** @type {"stdout" | "stderr"} */ stream, /** @type {Uint8Array} */ chunk) => {
        const response = new language.InstallDependenciesResponse();
        call.write(stream === "stdout" ? response.setStdout(chunk) : response.setStderr(chunk));
      };
      return installDependencies(programDirectory(call.request), options, send, signal);
    },
  };

  /** A call ends when the engine cancels it or everything. @param {import("node:events").EventEmitter} call */
  const callSignal = (call) => {
    const ended = new AbortController();
    call.once("cancelled", () => ended.abort());
    return AbortSignal.any([ended.signal, cancelled.signal]);
  };
  const failure = (/** @type {unknown} */ error) => ({
    code: grpc.status.UNKNOWN,
    details: error instanceof Error ? error.message : String(error),
  });

  /** @type {import("@grpc/grpc-js").UntypedServiceImplementation} */
  const service = {};
  for (const [name, handle] of Object.entries(unary)) {
    service[name] = async (
      /** @type {import("@grpc/grpc-js").ServerUnaryCall<unknown, unknown>} */ call,
      /** @type {import("@grpc/grpc-js").sendUnaryData<unknown>} */ reply,
    ) => {
      try {
        reply(null, await handle(call.request, callSignal(call)));
      } catch (error) {
        reply(failure(error));
      }
    };
  }
  for (const [name, handle] of Object.entries(streaming)) {
    service[name] = async (/** @type {import("@grpc/grpc-js").ServerWritableStream<unknown, unknown>} */ call) => {
      try {
        await handle(call, callSignal(call));
        call.end();
      } catch (error) {
        call.emit("error", failure(error));
      }
    };
  }
  return service;
}

/** @param {WithInfo} request */
function programDirectory(request) {
  const info = request.getInfo();
  if (info === undefined) throw new Error("the engine sent no program information: the CLI is older than 3.100");
  return info.getProgramDirectory();
}

/**
 * @param {import("./sdk.mjs").Sdk} sdk
 * @param {import("./required-packages.mjs").RequiredPackage} found
 */
function dependencyMessage(sdk, { name, version, server, parameterization }) {
  const message = new sdk.plugin.PackageDependency();
  message.setName(name).setKind("resource").setVersion(version).setServer(server);
  if (parameterization !== undefined) {
    const parameters = new sdk.plugin.PackageParameterization();
    parameters.setName(parameterization.name).setVersion(parameterization.version).setValue(parameterization.value);
    message.setParameterization(parameters);
  }
  return message;
}
