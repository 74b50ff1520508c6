import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { apps } from "../../contracts/apps/index.js";
import { ProviderServer } from "../../local/provider/provider-server.js";
import { run } from "../../start/command.js";
import type { Shapes } from "../shapes/shapes.js";
import { MadeUp } from "./made-up.js";
import { ObligingAzure } from "./obliging-azure.js";
import { openConfig } from "./stack-config.js";

/** What the engine made of the program. */
export interface Outcome {
  /** The stack's state, as `pulumi stack export --show-secrets` writes it. */
  readonly state: string;
  readonly madeUp: MadeUp;
  /** What the engine said when it could not finish; nothing when it could. */
  readonly failure?: string;
}

/**
 * Runs the program of a stack to its end under the Pulumi engine, on an Azure that takes everything, with state,
 * passphrase and secrets made for this one run: no account, no state and no secret of the stack is touched.
 *
 * @param root the checkout.
 * @param stack one with a `Pulumi.<stack>.yaml` there.
 */
export async function runProgram(root: string, stack: string, shapes: Shapes): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), "gridwire-arm-"));
  const madeUp = new MadeUp();
  const provider = new ProviderServer(new ObligingAzure(sdkVersion(root), shapes, madeUp));
  try {
    await provider.listen(0);
    const env = environmentOf(home, stack, provider.port);
    await prepare(root, home, stack, env);
    const up = ["up", "--yes", "--skip-preview", "--non-interactive", "--color", "never", "--continue-on-error"];
    const failure = await run("pulumi", up, { cwd: root, env }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    const state = await run("pulumi", ["stack", "export", "--show-secrets"], { cwd: root, env });
    return { state, madeUp, ...(failure === undefined ? {} : { failure }) };
  } finally {
    provider.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function environmentOf(home: string, stack: string, port: number): NodeJS.ProcessEnv {
  const preload = `--import=${pathToFileURL(join(import.meta.dirname, "preload.mjs"))}`;
  return {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${join(home, "state")}`,
    PULUMI_HOME: join(home, "pulumi"),
    PULUMI_STACK: stack,
    PULUMI_OPTION_CONFIG_FILE: join(home, `Pulumi.${stack}.yaml`),
    PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: `azure-native:${port}`,
    NODE_OPTIONS: [process.env.NODE_OPTIONS, preload].filter(Boolean).join(" "),
  };
}

async function prepare(root: string, home: string, stack: string, env: NodeJS.ProcessEnv): Promise<void> {
  mkdirSync(join(home, "state"));
  copyFileSync(join(root, "Pulumi.yaml"), join(home, "Pulumi.yaml"));
  const config = openConfig(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"));
  writeFileSync(join(home, `Pulumi.${stack}.yaml`), config.text);
  // Run where the copy lies: `stack init` writes the salt beside the Pulumi.yaml that it finds.
  await run("pulumi", ["stack", "init", stack], { cwd: home, env });
  const secrets = [...new Set([...config.secrets, ...demandedSecrets()])];
  if (secrets.length === 0) return;
  // Made up here and worth nothing, so they may be seen in the list of processes.
  const values = secrets.flatMap((path) => ["--secret", `${path}=${randomBytes(24).toString("base64url")}`]);
  await run("pulumi", ["config", "set-all", "--path", ...values], { cwd: root, env });
}

/** The secrets that apps need, and so the stack must have values for. */
function demandedSecrets(): string[] {
  const needs = apps.flatMap((app) => Object.values(app.needs));
  return needs.flatMap((need) =>
    need.kind === "secret" ? [`gridwire:secrets[${JSON.stringify(need.resource.name)}]`] : [],
  );
}

/** The version of azure-native's SDK beside the program: the engine asks for the provider of the same. */
function sdkVersion(root: string): string {
  const require = createRequire(join(root, "package.json"));
  const { version } = require("@pulumi/azure-native/package.json") as { version: string };
  return version.replace(/^v/, "");
}
