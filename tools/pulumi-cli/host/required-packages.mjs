// @ts-check
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

/**
 * A provider plugin that a package in node_modules belongs to.
 *
 * @typedef {object} RequiredPackage
 * @property {string} name
 * @property {string} version with a leading `v`
 * @property {string} server where the plugin is downloaded from; empty for the default
 * @property {{ name: string, version: string, value: string } | undefined} parameterization its value in base64
 */

/**
 * The provider plugins that a program may need: those of all packages in the node_modules folders at and below it whose
 * package.json says `"pulumi": { "resource": true }`. Policy packs below it are left out, as their plugins are not the
 * program's.
 *
 * @param {string} programDirectory
 * @returns {RequiredPackage[]}
 * @throws {Error} when such a package has no plugin name
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/pulumi-language-nodejs/main.go (GetRequiredPackages)
 */
export function requiredPackages(programDirectory) {
  /** @type {RequiredPackage[]} */
  const found = [];
  searchFolder(programDirectory, found, new Set());
  return found;
}

/**
 * @param {string} folder
 * @param {RequiredPackage[]} found
 * @param {Set<string>} visited real paths, against links that form a circle
 */
function searchFolder(folder, found, visited) {
  for (const child of subfolders(folder, visited)) {
    if (child.name === "node_modules") searchModules(child.path, found, visited);
    else if (!child.name.startsWith(".") && !existsSync(join(child.path, "PulumiPolicy.yaml"))) {
      searchFolder(child.path, found, visited);
    }
  }
}

/**
 * @param {string} modules a node_modules folder, or a scope's folder in one
 * @param {RequiredPackage[]} found
 * @param {Set<string>} visited
 */
function searchModules(modules, found, visited) {
  for (const child of subfolders(modules, visited)) {
    if (child.name.startsWith(".")) continue;
    if (child.name.startsWith("@")) {
      searchModules(child.path, found, visited);
      continue;
    }
    const required = readPackage(join(child.path, "package.json"));
    if (required !== undefined) found.push(required);
    const nested = join(child.path, "node_modules");
    if (existsSync(nested)) searchModules(nested, found, visited);
  }
}

/**
 * @param {string} folder
 * @param {Set<string>} visited
 */
function subfolders(folder, visited) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    if (!entry.isDirectory() && !entry.isSymbolicLink()) return [];
    const link = join(folder, entry.name);
    if (!existsSync(link)) return [];
    const path = realpathSync(link);
    if (visited.has(path) || !existsSync(join(path, "."))) return [];
    visited.add(path);
    return [{ name: entry.name, path }];
  });
}

/**
 * @param {string} file
 * @returns {RequiredPackage | undefined}
 */
function readPackage(file) {
  if (!existsSync(file)) return undefined;
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  if (manifest.pulumi?.resource !== true) return undefined;
  const { pulumi } = manifest;
  const name = pulumi.name || scopedName(manifest.name);
  if (name === undefined) throw new Error(`${file}: "pulumi" has no "name", and the package is not in @pulumi`);
  const version = pulumi.version || manifest.version;
  if (!version) throw new Error(`${file}: no "version"`);
  return {
    name,
    version: version.startsWith("v") ? version : `v${version}`,
    server: pulumi.server ?? "",
    parameterization: pulumi.parameterization,
  };
}

/** @param {unknown} name */
function scopedName(name) {
  return typeof name === "string" && name.startsWith("@pulumi/") ? name.slice("@pulumi/".length) : undefined;
}
