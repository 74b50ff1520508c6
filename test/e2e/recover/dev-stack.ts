import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { entraIssuer } from "../../../contracts/index.js";
import { DEPLOYER } from "../../../infra/deployer.js";
import { groupOf } from "../../../infra/environments.js";
import { ControlClient } from "../../../local/control/control-client.js";
import { launch, shutDown } from "../../../local/control/launch.js";
import type { Run } from "../../../local/control/run-file.js";
import { ProviderClient } from "../../../local/provider/provider-client.js";
import { TENANT } from "../../../local/shared/arm-id.js";
import { awaitHost } from "../../../start/await-host.js";
import { siteOf } from "../../../start/site.js";
import { type Outputs, System } from "../../../start/system.js";
import { Checkout } from "../../shared/checkout.js";
import { makeEntraApi } from "../../shared/entra-api.js";
import { Terminal } from "./terminal.js";

/** What this machine's own shell may have, and a fresh terminal has not. */
const FOREIGN = /^(AZURE|ARM|PULUMI)_/;

/**
 * The stack `dev` of a copy of the project, with its state in a folder, and a local Azure that its CLI and its
 * providers take for Azure. The stack is not made yet, and neither is the resource group that its file names.
 */
export class DevStack {
  private constructor(
    readonly checkout: Checkout,
    readonly azure: Run,
    readonly terminal: Terminal,
    /** Where the state lies. */
    readonly state: string,
  ) {}

  static async prepare(): Promise<DevStack> {
    const checkout = Checkout.make("Pulumi.dev.yaml");
    const { run } = await launch(checkout.azure);
    await new ControlClient(run).deployAs(DEPLOYER);
    const { issuer, audiences } = entraIssuer(TENANT, await makeEntraApi(run));
    const trusted = `  gridwire:issuers: ${JSON.stringify([{ issuer, audiences }])}`;
    checkout.edit("Pulumi.dev.yaml", "  gridwire:owner:", `${trusted}\n  gridwire:owner:`);
    const state = join(checkout.home, "state");
    await mkdir(state, { recursive: true });
    const passphrase = join(checkout.home, "passphrase");
    writeFileSync(passphrase, "of this test");
    const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
    const terminal = new Terminal(checkout.root, {
      ...Object.fromEntries(own),
      ...run.environment,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
      PULUMI_HOME: join(checkout.home, "pulumi"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
    return new DevStack(checkout, run, terminal, state);
  }

  get control(): ControlClient {
    return new ControlClient(this.azure);
  }

  /** The file of its state. */
  get checkpoint(): string {
    return join(this.state, ".pulumi/stacks/gridwire/dev.json");
  }

  /** What bootstrap does before the stack is there. */
  async makeGroup(): Promise<void> {
    const inputs = { resourceGroupName: groupOf("dev"), location: "westeurope" };
    await this.byHand((provider) => provider.create("azure-native:resources:ResourceGroup", inputs));
  }

  /** Does something that the engine does not know of. */
  async byHand<T>(act: (provider: ProviderClient) => Promise<T>): Promise<T> {
    const provider = new ProviderClient(this.azure.providers["azure-native"] ?? 0);
    try {
      return await act(provider);
    } finally {
      provider.close();
    }
  }

  /** The deployed system as somebody outside uses it. */
  async system(): Promise<System> {
    const outputs = JSON.parse((await this.terminal.type("pulumi stack output --stack dev --json")).out) as Outputs;
    const { generator, tally } = outputs.apps;
    await Promise.all([generator, tally].map((url) => awaitHost(this.control, siteOf(url))));
    return new System(outputs);
  }

  async end(): Promise<void> {
    await shutDown(this.checkout.azure);
    this.checkout.remove();
  }
}
