import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pseudonymKey } from "../contracts/index.js";
import { isAlive, type Run } from "../local/control/run-file.js";
import { run as runCommand } from "./command.js";

/** The stack that lives on the local Azure. */
export const STACK = "local";

/** Where this checkout keeps what is not committed: the local Azure, Pulumi's state, the passphrase. */
export const HOME = ".gridwire";
export const AZURE_FOLDER = join(HOME, "azure");

/**
 * Pulumi's surroundings for the local stack: state in a folder, a passphrase and secrets made here, a config file
 * beside them. Nothing of it is committed, and the committed `Pulumi.local.yaml` stays as it is.
 */
export class Workspace {
  readonly #state: string;
  readonly #passphraseFile: string;
  readonly #configFile: string;

  /** @param root the checkout. */
  constructor(readonly root: string) {
    this.#state = join(root, HOME, "state");
    this.#passphraseFile = join(root, HOME, "passphrase");
    this.#configFile = join(root, HOME, `Pulumi.${STACK}.yaml`);
  }

  /** What the Pulumi CLI needs to work on the local stack and the local Azure. */
  environment(azure: Run): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...this.#pulumiEnvironment(),
      ...azure.environment,
      PULUMI_DEBUG_PROVIDERS: Object.entries(azure.providers)
        .map(([name, port]) => `${name}:${port}`)
        .join(","),
    };
  }

  /** Makes what is missing: state folder, passphrase, stack, config file, secrets. Heals what a killed run left. */
  async prepare(azure: Run): Promise<void> {
    mkdirSync(this.#state, { recursive: true, mode: 0o700 });
    if (!existsSync(this.#passphraseFile)) {
      writeFileSync(this.#passphraseFile, randomBytes(30).toString("base64url"), { mode: 0o600 });
    }
    const env = this.environment(azure);
    this.#removeStaleLocks();
    if (!this.#hasStack()) await runCommand("pulumi", ["stack", "init", STACK], { cwd: this.root, env });
    this.#copyConfig();
    if (!readFileSync(this.#configFile, "utf8").includes(`${pseudonymKey.name}:`)) {
      const path = `secrets["${pseudonymKey.name}"]`;
      // By standard input, so that no secret is an argument of a process.
      const input = randomBytes(32).toString("base64url");
      await runCommand("pulumi", ["config", "set", "--secret", "--path", path], { cwd: this.root, env, input });
    }
  }

  #pulumiEnvironment(): NodeJS.ProcessEnv {
    return {
      PULUMI_BACKEND_URL: `file://${this.#state}`,
      PULUMI_HOME: join(this.root, HOME, "pulumi"),
      PULUMI_STACK: STACK,
      PULUMI_OPTION_CONFIG_FILE: this.#configFile,
      PULUMI_CONFIG_PASSPHRASE_FILE: this.#passphraseFile,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // The providers are attached; a missing plugin must not be looked for on the network.
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
  }

  #hasStack(): boolean {
    return existsSync(join(this.#state, ".pulumi", "stacks", "gridwire", `${STACK}.json`));
  }

  /** The committed values win over an older copy; salt and secrets of the copy stay. */
  #copyConfig(): void {
    const committed = readFileSync(join(this.root, `Pulumi.${STACK}.yaml`), "utf8");
    const source = join(this.root, HOME, `Pulumi.${STACK}.source.yaml`);
    if (existsSync(this.#configFile) && existsSync(source) && readFileSync(source, "utf8") === committed) return;
    const salt = existsSync(this.#configFile)
      ? (/^encryptionsalt:.*$/m.exec(readFileSync(this.#configFile, "utf8"))?.[0] ?? "")
      : "";
    writeFileSync(this.#configFile, `${salt === "" ? "" : `${salt}\n`}${committed}`, { mode: 0o600 });
    writeFileSync(source, committed);
  }

  /** A lock of a process that is gone holds nobody out. */
  #removeStaleLocks(): void {
    const locks = join(this.#state, ".pulumi", "locks");
    if (!existsSync(locks)) return;
    for (const entry of readdirSync(locks, { recursive: true, encoding: "utf8" })) {
      if (!entry.endsWith(".json")) continue;
      const file = join(locks, entry);
      const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid?: number };
      if (pid !== undefined && !isAlive(pid)) rmSync(file);
    }
  }
}
