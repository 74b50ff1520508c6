// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startChild } from "./children.mjs";

/**
 * The packages that a program's lockfile names.
 *
 * @param {string} folder the lockfile is searched here and upwards
 * @param {boolean} transitive false for those alone that package.json names
 * @returns {{ name: string, version: string }[]}
 * @throws {Error} when there is no package-lock.json
 */
export function listDependencies(folder, transitive) {
  const root = findUpwards(folder, "package-lock.json");
  if (root === undefined) throw new Error(`no package-lock.json in ${folder} or above it`);
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const direct = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
  return Object.entries(packages).flatMap(([path, { version }]) => {
    const at = path.lastIndexOf("node_modules/");
    if (at === -1) return [];
    const name = path.slice(at + "node_modules/".length);
    return transitive || (at === 0 && direct.has(name)) ? [{ name, version }] : [];
  });
}

/**
 * Runs `npm install` for `pulumi install` and streams what it says.
 *
 * @param {string} folder
 * @param {import("./runtime-options.mjs").RuntimeOptions} options
 * @param {(stream: "stdout" | "stderr", chunk: Uint8Array) => void} send
 * @param {AbortSignal} signal
 * @returns {Promise<void>} rejects when npm fails or another package manager is asked for
 */
export async function installDependencies(folder, { packageManager, production }, send, signal) {
  requireNpm(packageManager);
  const root = findUpwards(folder, "package.json");
  if (root === undefined) throw new Error(`no package.json in ${folder} or above it`);
  const args = ["install", "--loglevel=error", ...(production ? ["--omit=dev"] : [])];
  send("stdout", Buffer.from("Installing dependencies...\n\n"));
  const { code } = await run("npm", args, root, send, signal);
  if (code !== 0) throw new Error(`npm ${args.join(" ")} in ${root} failed with exit code ${code}`);
  send("stdout", Buffer.from("Finished installing dependencies\n\n"));
}

/**
 * What `pulumi about` shows of the runtime. What cannot be found out is empty.
 *
 * @param {string} folder
 * @returns {Promise<{ executable: string, version: string, metadata: Record<string, string> }>}
 */
export async function describeRuntime(folder) {
  const [node, npm, typescript] = await Promise.all([
    output("node", ["-p", "JSON.stringify([process.execPath, process.version])"], folder),
    output("npm", ["--version"], folder),
    output("node", ["-p", "require('typescript/package.json').version"], folder),
  ]);
  const [executable, version] = node === "" ? ["", ""] : JSON.parse(node);
  const metadata = { packagemanager: "npm", packagemanagerVersion: npm, typescriptVersion: typescript };
  return {
    executable,
    version,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== "")),
  };
}

/** @param {string} packageManager */
function requireNpm(packageManager) {
  if (packageManager === "auto" || packageManager === "npm") return;
  throw new Error(`packagemanager ${packageManager} needs the official Pulumi CLI; here npm and auto are allowed`);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} folder
 */
async function output(command, args, folder) {
  let text = "";
  const { code } = await run(command, args, folder, (stream, chunk) => {
    if (stream === "stdout") text += chunk;
  });
  return code === 0 ? text.trim() : "";
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {(stream: "stdout" | "stderr", chunk: Uint8Array) => void} send
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ code: number | null }>}
 */
function run(command, args, cwd, send, signal) {
  const child = startChild(command, args, { cwd, env: process.env });
  const stop = () => child.kill("SIGINT");
  signal?.addEventListener("abort", stop, { once: true });
  child.stdout.on("data", (chunk) => send("stdout", chunk));
  child.stderr.on("data", (chunk) => send("stderr", chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      signal?.removeEventListener("abort", stop);
      resolve({ code });
    });
  });
}

/**
 * @param {string} folder
 * @param {string} file
 * @returns {string | undefined}
 */
function findUpwards(folder, file) {
  if (existsSync(join(folder, file))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUpwards(parent, file);
}
