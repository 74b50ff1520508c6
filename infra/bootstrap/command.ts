import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parse } from "yaml";
import { createProgress } from "../../tools/setup/progress.mjs";
import { type BootstrapConfig, parseConfig } from "./config.js";
import { HELP, readOptions, WrongOption } from "./options.js";
import type { BootstrapOutputs } from "./outputs.js";
import { bringUp } from "./run/bring-up.js";
import { initStacks } from "./run/init-stacks.js";
import { setUpGitHub } from "./run/set-up-git-hub.js";
import { tell } from "./run/tell.js";
import { waiting } from "./run/waiting.js";
import { BOOTSTRAP, stateNames } from "./state-names.js";

/** `npm run bootstrap` */
const project = import.meta.dirname;
const root = resolve(project, "../..");
const { step } = createProgress(process.stderr, { env: process.env });

const interruption = new AbortController();
const { signal } = interruption;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // The Pulumi CLI gets a terminal's interrupt as well, and ends its update in order; this process waits for it.
  process.on(name, () => interruption.abort());
}
process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  // What was interrupted fails in its own words, which tell nothing.
  const text = signal.aborted ? "Interrupted; the next `npm run bootstrap` carries on." : error.message;
  process.stderr.write(`${text}\n`);
  if (error instanceof WrongOption) return 2;
  return signal.aborted ? 130 : 1;
});

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const config = readConfigFile(join(project, `Pulumi.${BOOTSTRAP}.yaml`));
  const names = stateNames(config.subscriptionId, config.uniqueness);
  const folder = join(root, ".gridwire", "bootstrap");
  const stack = await bringUp({ project, folder, names, preview: options.preview, env: process.env, step, signal });
  if (stack === undefined) return 0;
  const outputs = JSON.parse(await stack.pulumi(["stack", "output", "--json"])) as BootstrapOutputs;
  const { places, repository, reviewers } = config;
  const { env } = process;
  const made = options.initStacks
    ? await step("Making the stacks of the environments", (report) =>
        initStacks(
          { root, places, names, tenantId: config.tenantId, apis: outputs.apis, env },
          waiting(report, signal),
        ),
      )
    : [];
  const settings = { repository, settings: outputs.gitHub, reviewers };
  if (options.gh) await step("Setting up GitHub", (report) => setUpGitHub(settings, { cwd: root, env }, report));
  const changed = made.map((file) => relative(root, file));
  process.stdout.write(`\n${tell({ config, names, outputs, options, changed })}\n`);
  return 0;
}

/** The config as the program will get it: a list or a map is passed as JSON. @throws with every key that is wrong. */
function readConfigFile(file: string): BootstrapConfig {
  const { config = {} } = (parse(readFileSync(file, "utf8")) ?? {}) as { readonly config?: Record<string, unknown> };
  const asText = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  try {
    return parseConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, asText(value)])));
  } catch (error) {
    throw new Error(`${relative(root, file)}\n${(error as Error).message}`, { cause: error });
  }
}
