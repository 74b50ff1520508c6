// @ts-check
import { ensurePulumiCli } from "../pulumi-cli.mjs";
import { cacheFolder } from "./cache-folder.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { pathThatFinds } from "./find-executable.mjs";
import { ensureNode } from "./node-runtime.mjs";

/**
 * Makes everything ready that an entry point needs, on a machine that has been checked. What is there already is found without a word.
 *
 * @param {object} options
 * @param {string} options.root folder of package.json
 * @param {boolean} options.needsPulumi
 * @param {{ execPath: string, nodeVersion: string, platform: string, arch: string, home: string }} options.machine
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import("./progress.mjs").Progress} options.progress
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the Node to run with, and the environment whose PATH
 *   finds it and the CLI
 * @throws {import("./setup-error.mjs").SetupError}
 */
export async function prepare({ root, needsPulumi, machine, env, progress }) {
  const cache = cacheFolder({ env, platform: machine.platform, home: machine.home });
  const node = await ensureNode({ ...machine, env, cache, progress });
  const nodeEnv = { ...env, PATH: pathThatFinds(node, env.PATH) };
  await ensureDependencies({ root, cache, env: nodeEnv, progress });
  if (!needsPulumi) return { node, env: nodeEnv };
  const pulumi = await ensurePulumiCli({ ...machine, root, cache, node, env: nodeEnv, progress });
  // Node in front: the folder of a CLI on PATH may hold another node.
  return { node, env: { ...env, PATH: pathThatFinds(node, pathThatFinds(pulumi, env.PATH)) } };
}
