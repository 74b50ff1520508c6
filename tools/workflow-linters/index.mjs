// @ts-check
import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder } from "../setup/cache-folder.mjs";
import { undoAll } from "../setup/clean-up.mjs";
import { createProgress } from "../setup/progress.mjs";
import { ensureActionlint } from "./actionlint.mjs";
import { filesToLint } from "./files-to-lint.mjs";
import { ensureZizmor } from "./zizmor.mjs";

const OWN_ROOT = dirname(dirname(import.meta.dirname));

const HELP = `Holds the workflows of .github/ against two linters, without asking GitHub anything.

Usage: npm run lint:workflows [-- options]

  --root <folder>   a repository; default is this one
  --help            this text

  actionlint        syntax, expressions, contexts, needs, permissions
  zizmor            security, with every rule that works offline (--persona=pedantic)

The first run fetches both into the cache of the set-up, each held against a hash in tools/workflow-linters/releases.mjs:
actionlint from its release on GitHub, or built with Go; zizmor from PyPI, or the mirror that PIP_INDEX_URL or pip's
configuration names. Neither Python nor Rust is needed.
Exit code 0 when both find nothing, 1 when one does, or could not be had, or there is nothing to look at.`;

/** A token would let zizmor go online, and a configuration elsewhere would hide findings. */
const NOT_FOR_LINTERS = ["GH_TOKEN", "GITHUB_TOKEN", "ZIZMOR_GITHUB_TOKEN", "ZIZMOR_CONFIG"];

/** How long a linter may take, in milliseconds: both take less than a second. */
const LINT_TIMEOUT_MS = 2 * 60_000;

/**
 * Runs a linter in the repository and shows what it found.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {string} root
 * @returns {Promise<boolean>} whether it found nothing
 */
function passes(file, args, root) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_FOR_LINTERS.includes(name)));
  const child = spawn(file, args, {
    cwd: root,
    env,
    timeout: LINT_TIMEOUT_MS,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => done(code === 0));
  });
}

/** @param {readonly string[]} args */
async function main(args) {
  const { values } = parseArgs({
    args: [...args],
    options: { root: { type: "string", default: OWN_ROOT }, help: { type: "boolean", short: "h", default: false } },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const root = resolve(values.root);
  const { workflows, all } = filesToLint(root);
  const { env, platform, arch } = process;
  const machine = { env, platform, arch, home: homedir() };
  const search = { ...machine, cache: cacheFolder(machine), progress: createProgress(process.stderr, { env }) };
  const actionlint = await ensureActionlint(search);
  const zizmor = await ensureZizmor(search);

  // Whether this machine has shellcheck or pyflakes must not decide what passes.
  const isValid = await passes(actionlint, ["-shellcheck=", "-pyflakes=", ...workflows], root);
  const flags = ["--offline", "--persona=pedantic", "--strict-collection", "--no-progress", "--quiet"];
  const isSafe = await passes(zizmor, [...flags, ...all], root);
  const found = [...(isValid ? [] : ["actionlint"]), ...(isSafe ? [] : ["zizmor"])].join(" and ");
  const summary = found === "" ? "actionlint and zizmor found nothing" : `${found} found what is shown above`;
  process.stdout.write(`${summary} in ${all.length} files, ${workflows.length} of them workflows.\n`);
  return isValid && isSafe ? 0 : 1;
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.once(signal, () => {
    undoAll();
    process.exit(1);
  });
}
process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  undoAll();
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  return 1;
});
