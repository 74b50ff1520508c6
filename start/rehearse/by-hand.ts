import { type Environment, groupOf } from "../../infra/environments.js";
import { createNames } from "../../infra/names.js";
import type { Run } from "../../local/control/run-file.js";
import { ProviderClient } from "../../local/provider/provider-client.js";
import { SUBSCRIPTION } from "../../local/shared/arm-id.js";
import type { Properties } from "../../local/shared/resource.js";

const WORKSPACE = "azure-native:operationalinsights:Workspace";

/** Somebody's hand in the portal: keeps an environment's logs for longer than its stack says. */
export class ByHand {
  readonly #id: string;
  readonly #port: number;
  #before: Properties | undefined;

  constructor(azure: Run, environment: Environment) {
    const { workspace } = createNames(environment, "");
    this.#id = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${groupOf(environment)}/providers/Microsoft.OperationalInsights/workspaces/${workspace}`;
    this.#port = azure.providers["azure-native"] ?? 0;
  }

  async change(): Promise<void> {
    await this.#with(async (provider) => {
      this.#before = await provider.read(WORKSPACE, this.#id);
      if (this.#before === undefined) throw new Error(`there is no ${this.#id}`);
      await provider.update(WORKSPACE, this.#id, { ...this.#before, retentionInDays: 365 });
    });
  }

  async undo(): Promise<void> {
    const before = this.#before;
    if (before !== undefined) await this.#with((provider) => provider.update(WORKSPACE, this.#id, before));
  }

  async #with(act: (provider: ProviderClient) => Promise<void>): Promise<void> {
    const provider = new ProviderClient(this.#port);
    try {
      await act(provider);
    } finally {
      provider.close();
    }
  }
}
