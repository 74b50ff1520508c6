// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildFromModule, builtKey } from "./pulumi-cli/build-from-module.mjs";
import { findOnPath } from "./pulumi-cli/find-on-path.mjs";
import { installOfficial, officialKey } from "./pulumi-cli/install-official.mjs";
import { SetupError } from "./setup/setup-error.mjs";
import { PULUMI_VERSION } from "./versions.mjs";

/**
 * What the search for the CLI works on.
 *
 * @typedef {object} PulumiSearch
 * @property {string} root folder of package.json; its packages are installed
 * @property {string} cache
 * @property {string} node executable of Node 22
 * @property {NodeJS.ProcessEnv} env
 * @property {string} platform
 * @property {string} arch
 * @property {import("./setup/progress.mjs").Progress} progress
 */

/**
 * The Pulumi CLI with its language host for Node: on PATH if recent enough, else in the cache, else by the official
 * installer, else built from its Go module with the stand-in for the language host.
 *
 * @param {PulumiSearch} search
 * @returns {Promise<string>} path of the executable
 * @throws {SetupError} naming the three ways and why each failed
 */
export async function ensurePulumiCli(search) {
  const { cache, env } = search;
  const onPath = await findOnPath(env);
  if ("file" in onPath) return onPath.file;

  const cached = [officialKey(search), builtKey(search)].map((key) => join(cache, key));
  const known = cached.find((folder) => existsSync(folder));
  if (known !== undefined) return join(known, "bin", "pulumi");

  /** @type {string[]} */
  const failures = [`1. On PATH: ${onPath.reason}`];
  /** @type {readonly [string, (search: PulumiSearch) => Promise<string>][]} */
  const ways = [
    ["2. The official installer", installOfficial],
    ["3. Built from its Go module", buildFromModule],
  ];
  for (const [name, make] of ways) {
    try {
      return await make(search);
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new SetupError(
    [
      `The Pulumi CLI ${PULUMI_VERSION} was found in none of three ways:`,
      ...failures.map((failure) => failure.replaceAll("\n", "\n   ")),
      "Any one of them will do: install the CLI (https://www.pulumi.com/docs/install), let this machine reach",
      "get.pulumi.com, or install Go (https://go.dev/dl). Then run the same command again.",
    ].join("\n"),
  );
}
