// @ts-check
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * What the language host needs of the program's own `@pulumi/pulumi`: the protocol's messages and services, and the
 * gRPC library that package depends on.
 *
 * @typedef {object} Sdk
 * @property {typeof import("@grpc/grpc-js")} grpc
 * @property {typeof import("@pulumi/pulumi/proto/language_pb.js")} language
 * @property {typeof import("@pulumi/pulumi/proto/language_grpc_pb.js")} languageService
 * @property {typeof import("@pulumi/pulumi/proto/analyzer_pb.js")} analyzer
 * @property {typeof import("@pulumi/pulumi/proto/analyzer_grpc_pb.js")} analyzerService
 * @property {typeof import("@pulumi/pulumi/proto/plugin_pb.js")} plugin
 * @property {typeof import("google-protobuf/google/protobuf/empty_pb.js")} empty
 * @property {string} version of `@pulumi/pulumi`
 */

/**
 * Loads the Pulumi SDK as a file in one of the folders would, the first that has it. The engine starts the host in the
 * project's folder, so the program's own copy is found and host and program speak the same version.
 *
 * @param {readonly string[]} folders tried in order
 * @returns {Sdk}
 * @throws {Error} naming the folders when none has `@pulumi/pulumi`
 */
export function loadSdk(folders) {
  for (const folder of folders) {
    const manifest = findManifest(folder);
    if (manifest === undefined) continue;
    // Resolved from the package itself: its dependencies need not be hoisted to where the program finds them.
    const load = createRequire(manifest);
    return {
      grpc: load("@grpc/grpc-js"),
      language: load("./proto/language_pb.js"),
      languageService: load("./proto/language_grpc_pb.js"),
      analyzer: load("./proto/analyzer_pb.js"),
      analyzerService: load("./proto/analyzer_grpc_pb.js"),
      plugin: load("./proto/plugin_pb.js"),
      empty: load("google-protobuf/google/protobuf/empty_pb.js"),
      version: load(manifest).version,
    };
  }
  throw new Error(
    `@pulumi/pulumi is not installed for a program in ${folders.join(" or ")}: run npm ci where its package.json is`,
  );
}

/** @param {string} folder */
function findManifest(folder) {
  try {
    return createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/package.json");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
