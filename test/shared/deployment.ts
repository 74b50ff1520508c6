import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ControlClient } from "../../local/control/control-client.js";
import { launch, shutDown } from "../../local/control/launch.js";
import type { Run } from "../../local/control/run-file.js";
import { ProviderClient } from "../../local/provider/provider-client.js";
import type { Properties } from "../../local/shared/resource.js";
import { awaitHost } from "../../start/await-host.js";
import { siteOf } from "../../start/site.js";
import { type Outputs, System } from "../../start/system.js";
import { Workspace } from "../../start/workspace.js";
import type { Checkout } from "./checkout.js";

const SAMPLE_MS = 250;

/** A resource as the state has it. */
export interface StackResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
}

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** The program deployed to a local Azure of its own by the real CLI, called as a person calls it. */
export class Deployment {
  /** All that the CLI ever printed. */
  terminal = "";
  /** What the list of processes showed while the CLI ran. */
  processes = "";

  private constructor(
    readonly checkout: Checkout,
    readonly azure: Run,
    readonly workspace: Workspace,
  ) {}

  static async prepare(checkout: Checkout): Promise<Deployment> {
    const { run } = await launch(checkout.azure);
    const workspace = new Workspace(checkout.root, checkout.home);
    await workspace.prepare(run);
    return new Deployment(checkout, run, workspace);
  }

  /** The same deployment on a local Azure that was started again. */
  static of(before: Deployment, azure: Run): Deployment {
    return new Deployment(before.checkout, azure, before.workspace);
  }

  get control(): ControlClient {
    return new ControlClient(this.azure);
  }

  /** `pulumi …` in the copy of the project. */
  async pulumi(...args: string[]): Promise<Ended> {
    const child = spawn("pulumi", args, {
      cwd: this.checkout.root,
      env: this.workspace.environment(this.azure),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const sampler = setInterval(
      () => (this.processes += execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })),
      SAMPLE_MS,
    );
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => resolve(status ?? 1));
    });
    clearInterval(sampler);
    this.terminal += output;
    return { code, output };
  }

  /** @throws with what it printed when it fails. */
  async up(...args: string[]): Promise<string> {
    const { code, output } = await this.pulumi("up", "--yes", "--skip-preview", ...args);
    if (code !== 0) throw new Error(`pulumi up failed with exit code ${code}:\n${output}`);
    return output;
  }

  async outputs(): Promise<Outputs> {
    return JSON.parse((await this.pulumi("stack", "output", "--json")).output) as Outputs;
  }

  /** The state as it lies on disk. */
  state(): string {
    return readFileSync(join(this.checkout.home, "state", ".pulumi", "stacks", "gridwire", "local.json"), "utf8");
  }

  /** A resource of the stack by its Pulumi name. @throws when there is none, or more than one. */
  async resource(name: string): Promise<StackResource> {
    const { output } = await this.pulumi("stack", "export");
    const { deployment } = JSON.parse(output) as { deployment: { resources: StackResource[] } };
    const [found, ...more] = deployment.resources.filter(({ urn }) => urn.endsWith(`::${name}`));
    if (found === undefined || more.length > 0)
      throw new Error(`the stack has ${found === undefined ? "no" : "more than one"} resource "${name}"`);
    return found;
  }

  /** Does something that the engine does not know of, as a hand in the portal would. */
  async byHand<T>(act: (provider: ProviderClient) => Promise<T>): Promise<T> {
    const provider = new ProviderClient(this.azure.providers["azure-native"] ?? 0);
    try {
      return await act(provider);
    } finally {
      provider.close();
    }
  }

  /** Name of an app's site. */
  async site(app: "generator" | "recorder" | "tally"): Promise<string> {
    return siteOf((await this.outputs()).apps[app]);
  }

  /** The deployed system as somebody outside uses it. Its SDK reads the environment when it is opened. */
  async system(): Promise<System> {
    const outputs = await this.outputs();
    const { generator, tally } = outputs.apps;
    await Promise.all([generator, tally].map((url) => awaitHost(this.control, siteOf(url))));
    return new System(outputs);
  }

  async end(): Promise<void> {
    await shutDown(this.checkout.azure);
    this.checkout.remove();
  }
}
