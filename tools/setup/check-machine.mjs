// @ts-check
import { NODE_MINIMUM, NODE_PACKAGES } from "../versions.mjs";
import { SetupError } from "./setup-error.mjs";
import { isAtLeast } from "./version-order.mjs";

/**
 * Refuses what cannot work before anything is touched.
 *
 * @param {{ platform: string, arch: string, nodeVersion: string }} machine as `process` names them
 * @throws {SetupError} on Windows outside WSL, on another system or processor, with a Node that is too old
 */
export function checkMachine({ platform, arch, nodeVersion }) {
  if (platform === "win32") {
    throw new SetupError(
      "Windows is supported through WSL: open a WSL terminal, clone there, and run the same command.",
    );
  }
  if (!isAtLeast(nodeVersion, NODE_MINIMUM)) {
    throw new SetupError(`Node ${nodeVersion} is too old: ${NODE_MINIMUM} or newer is needed to start (nodejs.org).`);
  }
  if (NODE_PACKAGES[`${platform}-${arch}`] === undefined) {
    throw new SetupError(
      `${platform} on ${arch} is not supported. Supported: ${Object.keys(NODE_PACKAGES).join(", ")}, Windows by WSL.`,
    );
  }
}
