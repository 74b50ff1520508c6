// @ts-check
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { LANGUAGE_HOST } from "./find-on-path.mjs";

const HERE = import.meta.dirname;
const HOST_FOLDER = "language-host";
const ENTRY = "language-host.mjs";

/** The script that runs dynamic resources; it comes with @pulumi/pulumi. */
const DYNAMIC_PROVIDER = "pulumi-resource-pulumi-nodejs";

/** Every source of the stand-in, in a fixed order. */
export function standInFiles() {
  const modules = readdirSync(join(HERE, "host")).sort();
  return [LANGUAGE_HOST, ENTRY, ...modules.map((name) => join("host", name))].map((name) => join(HERE, name));
}

/**
 * Puts the stand-in beside a CLI: the engine warns about a language host found elsewhere. Policy packs need nothing
 * more: the engine runs them through the language host.
 *
 * @param {string} bin folder of the CLI
 * @param {string} root folder whose packages have @pulumi/pulumi
 */
export function installStandIn(bin, root) {
  const host = join(bin, HOST_FOLDER);
  mkdirSync(host);
  copyFileSync(join(HERE, ENTRY), join(host, ENTRY));
  cpSync(join(HERE, "host"), join(host, "host"), { recursive: true });
  const sdk = dirname(createRequire(join(root, "package.json")).resolve("@pulumi/pulumi/package.json"));
  copyFileSync(join(HERE, LANGUAGE_HOST), join(bin, LANGUAGE_HOST));
  copyFileSync(join(sdk, DYNAMIC_PROVIDER), join(bin, DYNAMIC_PROVIDER));
  for (const name of [LANGUAGE_HOST, DYNAMIC_PROVIDER]) chmodSync(join(bin, name), 0o755);
}
