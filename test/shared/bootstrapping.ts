import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BOOTSTRAP, backendUrl, type StateNames, stateNames } from "../../infra/bootstrap/state-names.js";
import { ControlClient } from "../../local/control/control-client.js";
import { launch, shutDown } from "../../local/control/launch.js";
import type { Run } from "../../local/control/run-file.js";
import { SUBSCRIPTION, TENANT } from "../../local/shared/arm-id.js";
import { Checkout, type Ran } from "./checkout.js";
import { GitHubCli } from "./git-hub-cli.js";
import { becomeOutsider } from "./outsider.js";

export const CONFIG = "infra/bootstrap/Pulumi.bootstrap.yaml";
const STACKS = ["dev", "staging", "prod"];

/** A resource as bootstrap's state has it. */
export interface BootstrapResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** `npm run bootstrap` in a copy of the project, on a local Azure of its own, by the real engine. */
export class Bootstrapping {
  /** All that the command ever printed. */
  printed = "";
  readonly names: StateNames = stateNames(SUBSCRIPTION, "gridwire-bootstrap");
  readonly gitHub: GitHubCli;
  private readonly before: readonly (readonly [name: string, value: string | undefined])[];
  private readonly stopBeingOutsider: () => void;

  private constructor(
    readonly checkout: Checkout,
    readonly azure: Run,
  ) {
    this.stopBeingOutsider = becomeOutsider(azure);
    this.gitHub = new GitHubCli(join(checkout.home, "gh"));
    const own = { PATH: this.gitHub.path, PULUMI_HOME: join(checkout.home, "pulumi") };
    this.before = Object.keys(own).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, own);
  }

  /** With every setting that the config asks for. This process is an outsider until the end. */
  static async prepare(): Promise<Bootstrapping> {
    const checkout = Checkout.make(...STACKS.map((stack) => `Pulumi.${stack}.yaml`));
    const { run } = await launch(checkout.azure);
    const bootstrapping = new Bootstrapping(checkout, run);
    const { identities } = await bootstrapping.control.audit();
    // Who calls the CLI here is not who the provider is logged in as: the state is for the former.
    const caller = identities.find(({ name }) => name === "developer")?.principalId;
    bootstrapping.configure(
      `azure-native:tenantId: ${TENANT}`,
      `azure-native:subscriptionId: ${SUBSCRIPTION}`,
      "gridwire-bootstrap:repository: octo-org/gridwire",
      'gridwire-bootstrap:repositoryOwnerId: "123"',
      'gridwire-bootstrap:repositoryId: "456"',
      `gridwire-bootstrap:administratorId: ${caller}`,
      "gridwire-bootstrap:administratorType: ServicePrincipal",
    );
    return bootstrapping;
  }

  get control(): ControlClient {
    return new ControlClient(this.azure);
  }

  /** Where the state of the first run is. */
  get localState(): string {
    return join(this.checkout.root, ".gridwire", "bootstrap");
  }

  read(file: string): string {
    return readFileSync(join(this.checkout.root, file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.checkout.root, file), text);
  }

  /** Adds settings to the config. */
  configure(...lines: readonly string[]): void {
    this.write(CONFIG, `${this.read(CONFIG)}${lines.map((line) => `  ${line}\n`).join("")}`);
  }

  /** As if nobody had committed how a stack's secrets are encrypted. */
  loseEncryption(file: string): void {
    this.write(file, this.read(file).replace(/^(secretsprovider|encryptedkey): .*\n/gm, ""));
  }

  /** `npm run bootstrap -- …` */
  async run(...args: string[]): Promise<Ran> {
    return this.#noted(await this.checkout.run("bootstrap", args));
  }

  /** @throws with what it printed when it fails. */
  async done(...args: string[]): Promise<Ran> {
    const ran = await this.run(...args);
    if (ran.code !== 0) throw new Error(`bootstrap failed with exit code ${ran.code}:\n${ran.out}${ran.err}`);
    return ran;
  }

  /**
   * Runs it, and does something once it has printed this.
   *
   * @param act gets the group of the command's processes.
   */
  async runUntil(printed: RegExp, act: (processes: number) => void, ...args: string[]): Promise<Ran> {
    const entry = join(this.checkout.root, "infra/bootstrap/command.ts");
    const child = spawn(process.execPath, ["--import", "tsx", entry, ...args], {
      cwd: this.checkout.root,
      detached: true,
    });
    let [out, err, hasActed] = ["", "", false];
    const look = () => {
      if (hasActed || child.pid === undefined || !printed.test(out + err)) return;
      hasActed = true;
      act(child.pid);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      look();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString();
      look();
    });
    const code = await new Promise<number | null>((done) => child.once("close", done));
    return this.#noted({ code: code ?? -1, out, err });
  }

  /** `pulumi …` on bootstrap's stack, in the account. */
  async pulumi(...args: string[]): Promise<Ran> {
    const child = spawn("pulumi", [...args, "--stack", BOOTSTRAP, "--non-interactive"], {
      cwd: join(this.checkout.root, "infra/bootstrap"),
      env: { ...process.env, PULUMI_BACKEND_URL: backendUrl(this.names, BOOTSTRAP) },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    return new Promise((done) => child.once("close", (code) => done({ code: code ?? 1, out, err })));
  }

  async resources(): Promise<readonly BootstrapResource[]> {
    const { out } = await this.pulumi("stack", "export");
    return (JSON.parse(out) as { deployment: { resources: BootstrapResource[] } }).deployment.resources;
  }

  async end(): Promise<void> {
    this.stopBeingOutsider();
    for (const [name, value] of this.before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await shutDown(this.checkout.azure);
    this.checkout.remove();
  }

  #noted(ran: Ran): Ran {
    this.printed += ran.out + ran.err;
    return ran;
  }
}
