import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BOOTSTRAP } from "../state-names.js";
import { encryptionIn, withEncryption } from "./encryption.js";
import { Stack } from "./stack.js";

const PROJECT = "gridwire-bootstrap";

export interface LocalStateArgs {
  /** Kept between the runs; readable by its user alone. */
  readonly folder: string;
  /** Folder of bootstrap's Pulumi.yaml and config. */
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Bootstrap's state while there is no account for it: in a folder, encrypted with a passphrase that was made up. */
export class LocalState {
  /** Runs the program, with the config beside this state. */
  readonly stack: Stack;
  /** For what writes into the config file, which Pulumi does beside the Pulumi.yaml that it finds. */
  private readonly beside: Stack;
  private readonly configFile: string;
  private readonly stateFolder: string;

  constructor(private readonly args: LocalStateArgs) {
    const { folder, project } = args;
    this.configFile = join(folder, `Pulumi.${BOOTSTRAP}.yaml`);
    this.stateFolder = join(folder, "state");
    const passphraseFile = join(folder, "passphrase");
    // One of the user's own would be taken before the file, and be another one in the next shell.
    const env = { ...args.env, PULUMI_CONFIG_PASSPHRASE: undefined, PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile };
    const place = { name: BOOTSTRAP, backendUrl: `file://${this.stateFolder}`, env };
    this.stack = new Stack({ ...place, project, configFile: this.configFile });
    this.beside = new Stack({ ...place, project: folder });
  }

  /** Whether a run began here and did not end. */
  get exists(): boolean {
    return existsSync(join(this.stateFolder, ".pulumi", "stacks", PROJECT, `${BOOTSTRAP}.json`));
  }

  /** How the stack's secrets are encrypted: lines of its config file. */
  get encryption(): string[] {
    return encryptionIn(readFileSync(this.configFile, "utf8"));
  }

  /** Makes what is missing, and takes the config as it is now. */
  async prepare(): Promise<void> {
    const { folder, project } = this.args;
    mkdirSync(this.stateFolder, { recursive: true, mode: 0o700 });
    const passphrase = join(folder, "passphrase");
    if (!existsSync(passphrase)) writeFileSync(passphrase, randomBytes(32).toString("base64url"), { mode: 0o600 });
    copyFileSync(join(project, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    const given = readFileSync(join(project, `Pulumi.${BOOTSTRAP}.yaml`), "utf8");
    const kept = existsSync(this.configFile) ? this.encryption : [];
    writeFileSync(this.configFile, kept.length > 0 ? withEncryption(given, kept) : given, { mode: 0o600 });
    this.#removeStaleLocks();
    if (!this.exists) await this.beside.init("passphrase");
  }

  /** Encrypts with something else from now on. @throws CommandFailed */
  async encryptWith(secretsProvider: string): Promise<void> {
    await this.beside.pulumi(["stack", "change-secrets-provider", secretsProvider]);
  }

  remove(): void {
    rmSync(this.args.folder, { recursive: true, force: true });
  }

  /** A lock of a process that is gone holds nobody out. */
  #removeStaleLocks(): void {
    const locks = join(this.stateFolder, ".pulumi", "locks");
    if (!existsSync(locks)) return;
    for (const entry of readdirSync(locks, { recursive: true, encoding: "utf8" })) {
      if (!entry.endsWith(".json")) continue;
      const file = join(locks, entry);
      const { pid } = JSON.parse(readFileSync(file, "utf8")) as { readonly pid?: number };
      if (pid !== undefined && !isAlive(pid)) rmSync(file);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is somebody else's, and alive.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
