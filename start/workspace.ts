import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pseudonymKey } from "../contracts/index.js";
import { DEPLOYER } from "../infra/deployer.js";
import { ControlClient } from "../local/control/control-client.js";
import { isAlive, type Run } from "../local/control/run-file.js";
import { DEVELOPER } from "../local/entra/directory.js";
import { run as runCommand } from "./command.js";

/** The stack that lives on the local Azure. */
export const STACK = "local";

/**
 * Where a checkout keeps what is not committed: the local Azure, Pulumi's state, the passphrase.
 * `GRIDWIRE_HOME` names another place; default is `.gridwire` in the checkout.
 */
export const homeOf = (root: string): string => resolve(root, process.env.GRIDWIRE_HOME ?? ".gridwire");

/** Where the local Azure of a checkout keeps everything. */
export const azureFolder = (root: string): string => join(homeOf(root), "azure");

/**
 * Pulumi's surroundings for the local stack: state in a folder, a passphrase and secrets made here, a config file
 * beside them. Nothing of it is committed, and the committed `Pulumi.local.yaml` stays as it is.
 */
export class Workspace {
  readonly stateFolder: string;
  readonly #passphraseFile: string;
  readonly #configFile: string;

  /**
   * @param root the checkout.
   * @param home where its state lies; another one for a test that must not touch the developer's own.
   */
  constructor(
    readonly root: string,
    private readonly home = homeOf(root),
  ) {
    this.stateFolder = join(home, "state");
    this.#passphraseFile = join(home, "passphrase");
    this.#configFile = join(home, `Pulumi.${STACK}.yaml`);
  }

  /** Where Pulumi's file backend keeps the stack's state. */
  get checkpointFile(): string {
    return join(this.stateFolder, ".pulumi", "stacks", "gridwire", `${STACK}.json`);
  }

  /** Whether what the stack's secrets are encrypted with is there. */
  get hasPassphrase(): boolean {
    return existsSync(this.#passphraseFile);
  }

  /** A process that holds the stack's lock and lives: it is changing the stack now. */
  get holder(): number | undefined {
    return this.#locks().find(({ pid }) => isAlive(pid))?.pid;
  }

  /** Forgets the stack: its state, and what was encrypted for it. */
  forgetStack(): void {
    rmSync(this.stateFolder, { recursive: true, force: true });
    rmSync(this.#configFile, { force: true });
  }

  /** What the Pulumi CLI needs to work on the local stack and the local Azure. */
  environment(azure: Run): NodeJS.ProcessEnv {
    // The CLI prefers this one to the file: whoever has set it means another stack.
    const { PULUMI_CONFIG_PASSPHRASE: _, ...own } = process.env;
    return { ...own, ...this.#pulumiEnvironment(), ...azure.environment };
  }

  /**
   * Makes what is missing: state folder, passphrase, stack, config file, secrets. Heals what a killed run left. The
   * deployer gets just the roles that it needs on Azure as well.
   */
  async prepare(azure: Run): Promise<void> {
    await new ControlClient(azure).deployAs(DEPLOYER);
    mkdirSync(this.stateFolder, { recursive: true, mode: 0o700 });
    once(this.#passphraseFile);
    const env = this.environment(azure);
    this.#removeStaleLocks();
    this.#copyConfig();
    // Run where the copy lies: `stack init` writes the salt beside the Pulumi.yaml that it finds.
    if (!existsSync(this.checkpointFile)) await runCommand("pulumi", ["stack", "init", STACK], { cwd: this.home, env });
    await this.#letInDeveloper(azure, env);
    if (!readFileSync(this.#configFile, "utf8").includes(`${pseudonymKey.name}:`)) {
      const path = `secrets["${pseudonymKey.name}"]`;
      // By standard input, so that no secret is an argument of a process.
      const input = once(join(this.home, pseudonymKey.name));
      await runCommand("pulumi", ["config", "set", "--secret", "--path", path], { cwd: this.root, env, input });
    }
  }

  /** The stack makes its API itself, as bootstrap does for those on Azure, and the developer may call all of it. */
  async #letInDeveloper(azure: Run, env: NodeJS.ProcessEnv): Promise<void> {
    const developer = await new ControlClient(azure).objectIdOf(DEVELOPER);
    if (readFileSync(this.#configFile, "utf8").includes(developer)) return;
    await runCommand("pulumi", ["config", "set", "--path", "apiCallers[0]", developer], { cwd: this.root, env });
  }

  #pulumiEnvironment(): NodeJS.ProcessEnv {
    return {
      PULUMI_BACKEND_URL: `file://${this.stateFolder}`,
      PULUMI_HOME: join(this.home, "pulumi"),
      PULUMI_STACK: STACK,
      PULUMI_OPTION_CONFIG_FILE: this.#configFile,
      PULUMI_CONFIG_PASSPHRASE_FILE: this.#passphraseFile,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  /** The committed values win over an older copy; its salt stays, its secrets are set again. */
  #copyConfig(): void {
    copyFileSync(join(this.root, "Pulumi.yaml"), join(this.home, "Pulumi.yaml"));
    const committed = readFileSync(join(this.root, `Pulumi.${STACK}.yaml`), "utf8");
    const source = join(this.home, `Pulumi.${STACK}.source.yaml`);
    if (existsSync(this.#configFile) && existsSync(source) && readFileSync(source, "utf8") === committed) return;
    const salt = existsSync(this.#configFile)
      ? (/^encryptionsalt:.*$/m.exec(readFileSync(this.#configFile, "utf8"))?.[0] ?? "")
      : "";
    writeFileSync(this.#configFile, `${salt === "" ? "" : `${salt}\n`}${committed}`, { mode: 0o600 });
    writeFileSync(source, committed);
  }

  /** A lock of a process that is gone holds nobody out. */
  #removeStaleLocks(): void {
    for (const { file, pid } of this.#locks()) if (!isAlive(pid)) rmSync(file);
  }

  /** https://github.com/pulumi/pulumi `pkg/backend/diy/lock.go` */
  #locks(): { readonly file: string; readonly pid: number }[] {
    const folder = join(this.stateFolder, ".pulumi", "locks");
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((entry) => entry.endsWith(".json"))
      .map((entry) => {
        const file = join(folder, entry);
        return { file, pid: (JSON.parse(readFileSync(file, "utf8")) as { readonly pid: number }).pid };
      });
  }
}

/** A secret of this machine: made at the first time, kept in a file that its user alone can read. */
function once(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}
